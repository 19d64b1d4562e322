/** One question: what was read, what it is about, what fits. */
import { useParams } from "react-router";
import { useTranslation } from "react-i18next";

import { useQuestion } from "../../api/questions";
import { BackLink } from "../../components/BackLink";
import { QueryGate } from "../../components/QueryGate";
import { useTitle } from "../../lib/useTitle";
import { QuestionBody } from "./QuestionBody";

export function QuestionPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const query = useQuestion(id);
  useTitle(t("question.title"));
  return (
    <>
      <BackLink to="/" />
      <h1 className="visually-hidden">{t("question.title")}</h1>
      <QueryGate query={query}>{(question) => <QuestionBody question={question} />}</QueryGate>
    </>
  );
}
