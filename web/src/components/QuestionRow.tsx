/** One question in a list: its words, when, and how far it is. */
import { CameraOutlined, FormOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Question } from "../api/types";
import { shortTime } from "../lib/dates";
import { shortened } from "../lib/mathText";
import { oneLine } from "../lib/oneLine";
import { MathText } from "./MathText";
import styles from "./QuestionRow.module.css";
import { useSubjectName } from "./useSubjectName";

const LONGEST = 120;

export function QuestionRow({ question }: { question: Question }) {
  const { t, i18n } = useTranslation();
  const subjectName = useSubjectName();
  const Icon = question.source === "photo" ? CameraOutlined : FormOutlined;
  const text = oneLine(question.text);
  const subject = question.profile?.subject ?? null;
  return (
    <Link to={`/questions/${encodeURIComponent(question.id)}`} className={styles["row"]}>
      <span className={styles["icon"]}>
        <Icon aria-hidden />
      </span>
      <span className={styles["body"]}>
        <span className={styles["text"]}>
          {text === "" ? t("question.photo_question") : <MathText text={shortened(text, LONGEST)} />}
        </span>
        <span className={styles["meta"]}>
          {shortTime(question.created_at, i18n.language)}
          {subject !== null && <> · {subjectName(subject)}</>}
          {question.state !== "read" && <> · {t(`question.states.${question.state}`)}</>}
          {question.ready_to_publish && <> · {t("question.ready_to_publish")}</>}
        </span>
      </span>
    </Link>
  );
}
