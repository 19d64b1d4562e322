/** For who teaches classes: sets the micro-course to one of them, or takes it back. */
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useClasses } from "../../api/classes";
import type { MicroCourse } from "../../api/types";
import { Card } from "../../components/Card";
import { ClassSelect } from "../../components/ClassSelect";
import { ProblemLine } from "../../components/ProblemLine";
import styles from "./AssignCard.module.css";
import { AssignToClass } from "./AssignToClass";

export function AssignCard({ course }: { course: MicroCourse }) {
  const { t } = useTranslation();
  const { data: classes, error, refetch } = useClasses(true);
  const [chosen, setChosen] = useState<string | null>(null);
  const school = classes?.find(({ id }) => id === chosen) ?? (classes?.length === 1 ? classes[0] : undefined);
  if (classes ? classes.length === 0 : !error) return null;
  return (
    <Card label={t("assignments.assign_title")}>
      <h2 className={styles["title"]}>{t("assignments.assign_title")}</h2>
      {classes ? (
        <>
          <ClassSelect
            classes={classes}
            value={school?.id ?? null}
            onChange={setChosen}
            className={styles["class"]}
            testId="assign-class"
          />
          {school && <AssignToClass key={school.id} course={course} school={school} />}
        </>
      ) : (
        <ProblemLine what={t("assignments.class")} error={error} onRetry={() => void refetch()} />
      )}
    </Card>
  );
}
