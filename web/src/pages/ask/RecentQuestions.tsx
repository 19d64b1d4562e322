import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useQuestions } from "../../api/questions";
import { QuestionRow } from "../../components/QuestionRow";
import { HowItWorks } from "./HowItWorks";
import styles from "./RecentQuestions.module.css";

const SHOWN = 3;

/** The last few questions, to go on where one stopped; before the first, what will happen. */
export function RecentQuestions() {
  const { t } = useTranslation();
  const { data } = useQuestions();
  const recent = data?.pages[0]?.slice(0, SHOWN) ?? [];
  if (!data) return null;
  if (recent.length === 0) return <HowItWorks />;
  return (
    <section className={styles["recent"]} aria-labelledby="recent-title">
      <div className={styles["head"]}>
        <h2 id="recent-title">{t("ask.recent")}</h2>
        <Link to="/questions" className={styles["all"]}>
          {t("ask.all")}
        </Link>
      </div>
      <ul className={styles["list"]}>
        {recent.map((question) => (
          <li key={question.id}>
            <QuestionRow question={question} />
          </li>
        ))}
      </ul>
    </section>
  );
}
