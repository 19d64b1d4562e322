import { Button, Input, Skeleton } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useAssignments, useSetAssignment } from "../../api/assignments";
import type { MicroCourse, SchoolClass } from "../../api/types";
import { ProblemLine } from "../../components/ProblemLine";
import { useDueText } from "../../components/useDueText";
import { WithdrawButton } from "../../components/WithdrawButton";
import { assignmentOf } from "../../lib/assignments";
import { dayOf } from "../../lib/dates";
import styles from "./AssignCard.module.css";

interface Props {
  course: MicroCourse;
  school: SchoolClass;
}

/** How the micro-course stands with one class: set already, withdrawn a moment ago, or free to be set. */
export function AssignToClass({ course, school }: Props) {
  const { t } = useTranslation();
  const dueText = useDueText();
  const { data: list, error, refetch } = useAssignments(school.id);
  const set = useSetAssignment(school.id);
  const [due, setDue] = useState("");
  const state = useRef<HTMLDivElement>(null);
  if (!list) {
    if (!error) return <Skeleton active title={false} paragraph={{ rows: 2 }} />;
    return <ProblemLine what={t("assignments.set_title")} error={error} onRetry={() => void refetch()} />;
  }
  const assignment = assignmentOf(list, course.id);
  const open = assignment !== null && !assignment.withdrawn;
  const assign = () =>
    set.mutate(
      { course_id: course.id, due_on: due === "" ? null : due },
      { onSuccess: () => state.current?.focus() }, // the button is gone; what became of it is read out
    );
  return (
    <>
      <div className={styles["state"]}>
        <div ref={state} tabIndex={-1} role="status" className={styles["words"]} data-testid="assign-state">
          {assignment !== null && (
            <>
              <strong>{t(open ? "assignments.assigned_to" : "assignments.withdrawn_from", { name: school.name })}</strong>
              {open && (
                <small>
                  {assignment.due_on === null ? t("assignments.no_due") : dueText(assignment.due_on)}
                  {" · "}
                  {t("assignments.done", { done: assignment.done, students: assignment.students })}
                </small>
              )}
            </>
          )}
        </div>
        {assignment !== null && <WithdrawButton key={assignment.id} assignment={assignment} />}
      </div>
      {!open && (
        <form
          className={styles["form"]}
          onSubmit={(event) => {
            event.preventDefault();
            assign();
          }}
        >
          <label htmlFor="assign-due">{t("assignments.due_on")}</label>
          <div className={styles["row"]}>
            <Input
              id="assign-due"
              type="date"
              className={styles["day"]}
              value={due}
              min={dayOf(new Date())}
              onChange={(event) => setDue(event.target.value)}
              data-testid="assign-due"
            />
            <Button type="primary" htmlType="submit" loading={set.isPending} data-testid="assign">
              {t("assignments.assign")}
            </Button>
          </div>
        </form>
      )}
    </>
  );
}
