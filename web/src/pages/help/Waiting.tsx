/** A request that waits: whose turn it is, who is being asked, and what can be done meanwhile. */
import { Button, Popconfirm, Spin } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useAskAnyone, useWithdrawHelp } from "../../api/tutoring";
import type { HelpRequest } from "../../api/types";
import { Card } from "../../components/Card";
import { Tag } from "../../components/Tag";
import { TimeLeft } from "../../components/TimeLeft";
import styles from "./HelpPage.module.css";

export function Waiting({ request }: { request: HelpRequest }) {
  const { t } = useTranslation();
  const anyone = useAskAnyone();
  const withdraw = useWithdrawHelp();
  return (
    <>
      <Card>
        <h1 className={styles["title"]}>
          <Spin size="small" /> {t("tutoring.waiting")}
        </h1>
        <p className={styles["points"]}>
          {request.points.map((point) => (
            <Tag key={point.id} tone="brand">
              {point.name}
            </Tag>
          ))}
        </p>
        <p className={styles["now"]} data-testid="help-now">
          {request.invited.length > 0
            ? t("tutoring.invited", { names: request.invited.map((teacher) => teacher.name).join("、") })
            : t("tutoring.place", { place: request.place })}
        </p>
        {request.answer_by !== null && (
          <p className={styles["soft"]}>
            <TimeLeft until={request.answer_by}>{(time) => t("tutoring.answer_within", { time })}</TimeLeft>
          </p>
        )}
        {request.rounds > 1 && <p className={styles["soft"]}>{t("tutoring.rounds", { count: request.rounds })}</p>}
        {request.only !== null && request.only_cannot && (
          <div className={styles["cannot"]}>
            <p>{t("tutoring.only_cannot", { name: request.only.name })}</p>
            <Button type="primary" loading={anyone.isPending} onClick={() => anyone.mutate(request.id)} data-testid="ask-anyone">
              {t("tutoring.anyone")}
            </Button>
          </div>
        )}
        <Popconfirm title={t("tutoring.withdraw_question")} okText={t("tutoring.withdraw")} onConfirm={() => withdraw.mutate(request.id)}>
          <Button loading={withdraw.isPending} data-testid="help-withdraw">
            {t("tutoring.withdraw")}
          </Button>
        </Popconfirm>
      </Card>
      <Card>
        <h2>{t("tutoring.meanwhile")}</h2>
        <ul className={styles["meanwhile"]}>
          {request.question_id !== null && (
            <li>
              <Link to={`/questions/${encodeURIComponent(request.question_id)}`}>{t("tutoring.meanwhile_question")}</Link>
            </li>
          )}
          <li>
            <Link to="/chat">{t("tutoring.meanwhile_chat")}</Link>
          </li>
        </ul>
      </Card>
    </>
  );
}
