import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "../../api/session";
import type { MicroCourse } from "../../api/types";
import { Card } from "../../components/Card";
import { Markdown } from "../../components/Markdown";
import { Tag } from "../../components/Tag";
import { useLevelName } from "../../components/useLevelName";
import { setsLessons } from "../../lib/roles";
import { splitSelfCheck } from "../../lib/selfCheck";
import { subjectOfPoint } from "../../lib/subjectOfPoint";
import { AssignCard } from "./AssignCard";
import { CourseFeedbackBar } from "./CourseFeedbackBar";
import { CourseVideo } from "./CourseVideo";
import styles from "./CoursePage.module.css";
import { FinishCard } from "./FinishCard";

interface Props {
  course: MicroCourse;
  slateId: string | null;
  questionId: string | null;
}

export function CourseBody({ course, slateId, questionId }: Props) {
  const { t } = useTranslation();
  const { role } = useMe();
  const levelName = useLevelName();
  const lesson = useMemo(() => splitSelfCheck(course.body), [course.body]);
  return (
    <>
      <Card>
        <h1>{course.title}</h1>
        <div className={styles["meta"]}>
          <span className={styles["by"]}>
            {t("materials.by", { name: course.by.name })} · {t("question.minutes", { count: course.minutes })}
          </span>
          {course.levels.map((code) => (
            <Tag key={code} tone="brand">
              {levelName(code, subjectOfPoint(course.points))}
            </Tag>
          ))}
          {course.points.map((point) => (
            <Tag key={point.id}>{point.name}</Tag>
          ))}
        </div>
        {course.media !== null && <CourseVideo courseId={course.id} media={course.media} slateId={slateId} />}
        <Markdown text={lesson.body} />
        {lesson.answer !== null && (
          <details className={styles["check"]} data-testid="self-check">
            <summary>
              {t("materials.self_check")}
              <span>{t("materials.self_check_hint")}</span>
            </summary>
            <div className={styles["answer"]}>
              <Markdown text={lesson.answer} />
            </div>
          </details>
        )}
      </Card>
      {role === "student" && (
        <>
          <FinishCard course={course} slateId={slateId} />
          <CourseFeedbackBar course={course} slateId={slateId} questionId={questionId} />
        </>
      )}
      {setsLessons(role) && <AssignCard course={course} />}
    </>
  );
}
