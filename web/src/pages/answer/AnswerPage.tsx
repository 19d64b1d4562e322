/** A matched answer that helps without doing the homework. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { BackLink } from "../../components/BackLink";
import { PageState } from "../../components/PageState";
import { useTitle } from "../../lib/useTitle";
import { AnswerForQuestion } from "./AnswerForQuestion";
import styles from "./AnswerPage.module.css";

export function AnswerPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const questionId = search.get("question");
  useTitle(t("materials.answer"));
  return (
    <div className={styles["page"]}>
      <BackLink to={questionId === null ? "/" : `/questions/${encodeURIComponent(questionId)}`} />
      <h1 className={styles["title"]}>{t("materials.answer")}</h1>
      {questionId === null ? (
        <PageState art="lost" title={t("materials.no_question")}>
          <Button type="primary" onClick={() => void navigate("/questions")}>
            {t("materials.to_question")}
          </Button>
        </PageState>
      ) : (
        <AnswerForQuestion id={id} questionId={questionId} />
      )}
    </div>
  );
}
