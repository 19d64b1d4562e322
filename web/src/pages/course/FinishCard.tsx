/** The student's own word that the lesson is done; it counts once a day. */
import { CheckCircleFilled } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { useFinishCourse } from "../../api/microCourses";
import type { MicroCourse } from "../../api/types";
import { Card } from "../../components/Card";
import { dayOf, monthDay } from "../../lib/dates";
import styles from "./FinishCard.module.css";

interface Props {
  course: MicroCourse;
  slateId: string | null;
}

export function FinishCard({ course, slateId }: Props) {
  const { t, i18n } = useTranslation();
  const finish = useFinishCourse(course.id, slateId);
  const last = course.finished_on;
  const today = last === dayOf(new Date());
  const words = today ? "materials.finished_today" : last === null ? "materials.finish" : "materials.finish_again";
  return (
    <Card label={t("materials.finish")}>
      <div className={styles["row"]}>
        {/* Not `disabled`: it keeps the focus of who pressed it, and its words stay as dark as others. */}
        <Button
          type={last === null ? "primary" : "default"}
          size="large"
          loading={finish.isPending}
          aria-disabled={today}
          className={today ? styles["done"] : undefined}
          icon={today ? <CheckCircleFilled aria-hidden className={styles["check"]} /> : undefined}
          onClick={() => !today && finish.mutate()}
          data-testid="finish-course"
        >
          {t(words)}
        </Button>
        <p role="status" className={styles["words"]}>
          {today && finish.isSuccess && t("materials.finish_saved")}
          {!today && last !== null && t("materials.finished_on", { day: monthDay(last, i18n.language) })}
        </p>
      </div>
    </Card>
  );
}
