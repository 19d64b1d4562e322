/** What is set to a class, how far it is, and a way to take it back. */
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useAssignments } from "../../api/assignments";
import { useClasses } from "../../api/classes";
import type { Assignment } from "../../api/types";
import { ClassSelect } from "../../components/ClassSelect";
import { ProblemLine } from "../../components/ProblemLine";
import { ShortList } from "../../components/ShortList";
import { useDueText } from "../../components/useDueText";
import { WithdrawButton } from "../../components/WithdrawButton";
import { PATHS } from "../../lib/roles";
import styles from "./AssignedCourses.module.css";

export function AssignedCourses() {
  const { t } = useTranslation();
  const title = useId();
  const { data: classes, error: classesError, refetch: refetchClasses } = useClasses(true);
  const [chosen, setChosen] = useState<string | null>(null);
  const classId = chosen ?? classes?.[0]?.id ?? null;
  const { data: list, error, refetch } = useAssignments(classId);
  const problem = classes ? error : classesError;
  if (classes ? classes.length === 0 : !classesError) return null;
  return (
    <section className={styles["section"]} aria-labelledby={title} data-testid="assignments">
      <div className={styles["head"]}>
        <h2 id={title}>{t("assignments.set_title")}</h2>
        {classes && classes.length > 1 && (
          <ClassSelect classes={classes} value={classId} onChange={setChosen} className={styles["class"]} testId="assignments-class" />
        )}
      </div>
      {!list && problem && (
        <ProblemLine
          what={t("assignments.set_title")}
          error={problem}
          onRetry={() => void (classes ? refetch() : refetchClasses())}
        />
      )}
      {list?.length === 0 && (
        <p className={styles["empty"]}>
          {t("assignments.none_set")} <Link to={PATHS.map}>{t("assignments.to_map")}</Link>
        </p>
      )}
      {list && list.length > 0 && (
        <ShortList key={classId} className={styles["list"]} testId="assignments">
          {list.map((assignment) => (
            <AssignmentLine key={assignment.id} assignment={assignment} />
          ))}
        </ShortList>
      )}
    </section>
  );
}

function AssignmentLine({ assignment }: { assignment: Assignment }) {
  const { t } = useTranslation();
  const dueText = useDueText();
  const { id, course_id: courseId, title, due_on: due, withdrawn, done, students } = assignment;
  return (
    <li className={styles["row"]} data-testid={`assignment-${id}`}>
      <div className={styles["what"]}>
        <Link to={`/micro-courses/${encodeURIComponent(courseId)}`} className={styles["name"]}>
          {title}
        </Link>
        <p className={styles["words"]} role="status">
          {withdrawn ? (
            t("assignments.withdrawn")
          ) : (
            <>
              {due === null ? t("assignments.no_due") : dueText(due)} · {t("assignments.done", { done, students })}
            </>
          )}
        </p>
      </div>
      <WithdrawButton assignment={assignment} />
    </li>
  );
}
