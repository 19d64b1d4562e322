/** A student asks: their question, how they stand, why this teacher, and the answer. */
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { attachmentUrl } from "../../api/rooms";
import { useAcceptInvitation, useDeclineInvitation } from "../../api/tutoring";
import type { DeclineReason, Invitation } from "../../api/types";
import { Card } from "../../components/Card";
import { MathText } from "../../components/MathText";
import { Tag } from "../../components/Tag";
import { TimeLeft } from "../../components/TimeLeft";
import { useSubjectName } from "../../components/useSubjectName";
import styles from "./DeskPage.module.css";

const REASONS: DeclineReason[] = ["busy", "not_my_point", "no_time_left", "other"];
const NO_REASON = "none";

export function InvitationCard({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const subjectName = useSubjectName();
  const accept = useAcceptInvitation();
  const decline = useDeclineInvitation();
  const { text, picture, words, grade, subject, level, sessions_before: before, sessions_with_me: mine } = invitation;
  const grades = { 7: "g7", 8: "g8", 9: "g9", 10: "g10", 11: "g11", 12: "g12" } as const;
  const gradeKey = grade !== null && grade in grades ? grades[grade as keyof typeof grades] : null;
  return (
    <Card className={styles["invitation"]}>
      <div className={styles["head"]}>
        <h2 data-testid="invitation">{t("tutoring.invitation", { name: invitation.student })}</h2>
        {invitation.answer_by !== null && (
          <span className={styles["left"]}>
            <TimeLeft until={invitation.answer_by}>{(time) => t("tutoring.left", { time })}</TimeLeft>
          </span>
        )}
      </div>
      <p className={styles["tags"]}>
        {gradeKey !== null && <Tag>{t(`grade.${gradeKey}`)}</Tag>}
        {subject !== null && <Tag>{subjectName(subject)}</Tag>}
        {invitation.points.map((point) => (
          <Tag key={point.id} tone="brand">
            {point.name}
          </Tag>
        ))}
        {level !== null && <Tag tone="second">{t("tutoring.level", { level })}</Tag>}
      </p>
      <div className={styles["question"]}>
        {text === "" && picture === null && <span className={styles["soft"]}>{t("tutoring.no_question")}</span>}
        <MathText text={text} />
        {picture !== null && <img src={attachmentUrl(picture)} alt={t("tutoring.picture")} />}
      </div>
      {words !== "" && <blockquote className={styles["words"]}>{words}</blockquote>}
      <h3>{t("tutoring.why_you")}</h3>
      <ul className={styles["list"]}>
        {invitation.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <h3>{t("tutoring.mastery")}</h3>
      <ul className={styles["list"]}>
        {invitation.mastery.length === 0 && <li className={styles["soft"]}>{t("tutoring.no_mastery")}</li>}
        {invitation.mastery.map(({ point, because }) => (
          <li key={point.id}>
            {point.name}：{because}
          </li>
        ))}
        <li>{mine > 0 ? t("tutoring.before_with_me", { count: before, mine }) : t("tutoring.before", { count: before })}</li>
      </ul>
      <div className={styles["answers"]}>
        <Button
          type="primary"
          size="large"
          loading={accept.isPending}
          onClick={() => accept.mutate(invitation.id, { onSuccess: ({ session_id: id }) => void navigate(`/rooms/${id}`) })}
          data-testid="accept"
        >
          {t("tutoring.accept")}
        </Button>
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              { key: NO_REASON, label: t("tutoring.no_reason") },
              ...REASONS.map((reason) => ({ key: reason, label: t(`tutoring.reasons.${reason}`) })),
            ],
            onClick: ({ key }) => decline.mutate({ id: invitation.id, reason: REASONS.find((reason) => reason === key) ?? null }),
          }}
        >
          <Button size="large" loading={decline.isPending} data-testid="decline">
            {t("tutoring.decline")}
          </Button>
        </Dropdown>
      </div>
    </Card>
  );
}
