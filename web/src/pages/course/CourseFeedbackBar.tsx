/** One tap says how hard it was; the same tap again takes it back. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useCourseFeedback } from "../../api/microCourses";
import type { CourseFeedback, MicroCourse } from "../../api/types";
import { Card } from "../../components/Card";
import styles from "./CourseFeedbackBar.module.css";

const CHOICES: CourseFeedback[] = ["too_easy", "fits", "too_hard"];

interface Props {
  course: MicroCourse;
  slateId: string | null;
  questionId: string | null;
}

export function CourseFeedbackBar({ course, slateId, questionId }: Props) {
  const { t } = useTranslation();
  const feedback = useCourseFeedback(course.id, slateId);
  const [words, setWords] = useState("");
  const choose = (choice: CourseFeedback) => {
    const next = course.feedback === choice ? null : choice;
    feedback.mutate(next, {
      onSuccess: () => setWords(next === null ? t("materials.feedback_removed") : t("materials.feedback_saved")),
    });
  };
  return (
    <Card label={t("materials.feedback")}>
      <h2 className={styles["title"]}>{t("materials.feedback")}</h2>
      <div className={styles["row"]}>
        {CHOICES.map((choice) => (
          <Button
            key={choice}
            type={course.feedback === choice ? "primary" : "default"}
            aria-pressed={course.feedback === choice}
            disabled={feedback.isPending}
            onClick={() => choose(choice)}
            data-testid={`feedback-${choice}`}
          >
            {t(`materials.${choice}`)}
          </Button>
        ))}
      </div>
      <p role="status" className={styles["words"]}>
        {words}
        {course.feedback !== null && words !== "" && (
          <Button type="link" onClick={() => course.feedback !== null && choose(course.feedback)}>
            {t("action.undo")}
          </Button>
        )}
      </p>
      {questionId !== null && (course.feedback === "too_hard" || course.feedback === "too_easy") && (
        <p className={styles["next"]}>
          <Link to={`/questions/${encodeURIComponent(questionId)}?list=micro_courses`} data-testid="next-step">
            {t(course.feedback === "too_hard" ? "materials.see_easier" : "materials.see_further")}
          </Link>
        </p>
      )}
    </Card>
  );
}
