/** What teachers have set, and what is about to be forgotten; nothing where there is neither. */
import { ExclamationCircleOutlined } from "@ant-design/icons";
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useTasks } from "../../api/tasks";
import type { Task } from "../../api/types";
import { ProblemLine } from "../../components/ProblemLine";
import { ShortList } from "../../components/ShortList";
import { useDueText } from "../../components/useDueText";
import { dayOf, daysBetween } from "../../lib/dates";
import { agoWord, dueWord } from "../../lib/days";
import styles from "./Tasks.module.css";

export function Tasks() {
  const { t } = useTranslation();
  const { data, error, refetch } = useTasks();
  if (!data) {
    if (!error) return null;
    return (
      <div className={styles["problem"]}>
        <ProblemLine what={t("assignments.tasks")} error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  const { assigned, reviews } = data;
  if (assigned.length + reviews.length === 0) return null;
  return (
    <div className={styles["tasks"]}>
      <TaskList title={t("assignments.assigned")} tasks={assigned} testId="tasks-assigned" wordsOf={(task) => <Due task={task} />} />
      <TaskList title={t("assignments.reviews")} tasks={reviews} testId="tasks-reviews" wordsOf={(task) => <Recall task={task} />} />
    </div>
  );
}

interface ListProps {
  title: string;
  tasks: Task[];
  testId: string;
  wordsOf: (task: Task) => ReactNode;
}

function TaskList({ title, tasks, testId, wordsOf }: ListProps) {
  const id = useId();
  if (tasks.length === 0) return null;
  return (
    <section className={styles["card"]} aria-labelledby={id} data-testid={testId}>
      <h2 id={id} className={styles["title"]}>
        {title}
      </h2>
      <ShortList className={styles["list"]} testId={testId}>
        {tasks.map((task) => (
          <li key={task.course_id}>
            <Link to={`/micro-courses/${encodeURIComponent(task.course_id)}`} className={styles["row"]}>
              <span className={styles["name"]}>{task.title}</span>
              <span className={styles["words"]}>{wordsOf(task)}</span>
            </Link>
          </li>
        ))}
      </ShortList>
    </section>
  );
}

function Due({ task }: { task: Task }) {
  const { t } = useTranslation();
  const dueText = useDueText();
  const due = task.due_on ?? null;
  const late = due !== null && dueWord(due, dayOf(new Date())) === "overdue";
  return (
    <>
      {t("question.minutes", { count: task.minutes })}
      {due !== null && (
        <>
          {" · "}
          <span className={late ? styles["late"] : undefined}>
            {late && <ExclamationCircleOutlined aria-hidden />} {dueText(due)}
          </span>
        </>
      )}
    </>
  );
}

function Recall({ task }: { task: Task }) {
  const { t } = useTranslation();
  const days = task.learned_on ? daysBetween(task.learned_on, dayOf(new Date())) : null;
  const recall = task.recall ?? null;
  const words = [
    days === null ? null : t(`assignments.learned.${agoWord(days)}`, { days }),
    recall === null ? null : t("assignments.recall", { percent: Math.round(recall * 100) }),
  ];
  return <>{words.filter((word) => word !== null).join(t("assignments.comma"))}</>;
}
