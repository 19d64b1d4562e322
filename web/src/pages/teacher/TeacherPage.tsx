/** A teacher, as a student needs to know them. */
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";

import { useTeacher } from "../../api/teachers";
import { BackLink } from "../../components/BackLink";
import { QueryGate } from "../../components/QueryGate";
import { useTitle } from "../../lib/useTitle";
import { TeacherBody } from "./TeacherBody";
import styles from "./TeacherPage.module.css";

export function TeacherPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const [search] = useSearchParams();
  const question = search.get("question");
  const query = useTeacher(id);
  useTitle(query.data?.name ?? t("materials.teacher"));
  return (
    <div className={styles["page"]}>
      <BackLink to={question === null ? "/" : `/questions/${encodeURIComponent(question)}`} />
      <QueryGate query={query}>{(teacher) => <TeacherBody teacher={teacher} question={question} />}</QueryGate>
    </div>
  );
}
