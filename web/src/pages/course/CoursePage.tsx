/** A micro-course: watch, read, check yourself, say how it was. */
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";

import { useMicroCourse } from "../../api/microCourses";
import { BackLink } from "../../components/BackLink";
import { QueryGate } from "../../components/QueryGate";
import { useTitle } from "../../lib/useTitle";
import { CourseBody } from "./CourseBody";
import styles from "./CoursePage.module.css";

export function CoursePage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const [search] = useSearchParams();
  const query = useMicroCourse(id);
  const question = search.get("question");
  useTitle(query.data?.title ?? t("materials.course"));
  return (
    <div className={styles["page"]}>
      <BackLink to={question === null ? "/" : `/questions/${encodeURIComponent(question)}`} />
      <QueryGate query={query}>
        {(course) => <CourseBody course={course} slateId={search.get("slate")} questionId={question} />}
      </QueryGate>
    </div>
  );
}
