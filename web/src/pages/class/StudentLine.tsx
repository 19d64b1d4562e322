/** One student of the list. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import type { Student } from "../../api/types";
import { Portrait } from "../../components/Portrait";
import { Tag } from "../../components/Tag";
import styles from "./ClassPage.module.css";

interface Props {
  student: Student;
  onConsent: () => void;
  onReset: () => void;
  onChats: () => void;
}

export function StudentLine({ student, onConsent, onReset, onChats }: Props) {
  const { t } = useTranslation();
  const { id, name, number, class_name: className, consent } = student;
  return (
    <li className={styles["row"]} data-testid={`student-${id}`}>
      <Portrait name={name} size={44} />
      <div className={styles["who"]}>
        <span className={styles["name"]}>
          {name}
          {student.locked && <Tag tone="second">{t("staff.locked")}</Tag>}
          {!student.locked && student.must_change_password && <Tag>{t("staff.first_login")}</Tag>}
          {consent !== "given" && <Tag tone="second">{t(`staff.consent_state.${consent}`)}</Tag>}
        </span>
        <span className={styles["number"]}>
          <span>{number}</span> <span>{className}</span>
        </span>
      </div>
      <div className={styles["actions"]}>
        <Button onClick={onChats} aria-label={t("staff.chats_of", { name })} data-testid={`chats-${id}`}>
          {t("staff.chats")}
        </Button>
        <Button onClick={onConsent} aria-label={t("staff.consent_of", { name })} data-testid={`consent-${id}`}>
          {t("staff.consent")}
        </Button>
        <Button onClick={onReset} aria-label={t("staff.reset_of", { name })} data-testid={`reset-${id}`}>
          {t("staff.reset")}
        </Button>
      </div>
    </li>
  );
}
