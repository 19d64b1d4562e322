/** A matched answer that helps without doing the homework. */
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";

import { useAnswer } from "../../api/answers";
import { BackLink } from "../../components/BackLink";
import { QueryGate } from "../../components/QueryGate";
import { useTitle } from "../../lib/useTitle";
import { AnswerBody } from "./AnswerBody";
import styles from "./AnswerPage.module.css";

export function AnswerPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const [search] = useSearchParams();
  const questionId = search.get("question");
  const query = useAnswer(id, questionId);
  useTitle(t("materials.answer"));
  return (
    <div className={styles["page"]}>
      <BackLink to={questionId === null ? "/" : `/questions/${encodeURIComponent(questionId)}`} />
      <h1 className={styles["title"]}>{t("materials.answer")}</h1>
      <QueryGate query={query}>{(answer) => <AnswerBody answer={answer} questionId={questionId} />}</QueryGate>
    </div>
  );
}
