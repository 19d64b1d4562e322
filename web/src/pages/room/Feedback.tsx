/** One side's feedback: kept as it is written, given once. */
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useSaveRoomFeedback } from "../../api/rooms";
import type { FeedbackView, RoomView } from "../../api/types";
import styles from "./Feedback.module.css";
import { StudentFeedback, type StudentWords } from "./StudentFeedback";
import { TeacherRecord, type TeacherWords } from "./TeacherRecord";

const SAVE_AFTER_MS = 800;

export function Feedback({ view, form }: { view: RoomView; form: FeedbackView }) {
  const { t } = useTranslation();
  const save = useSaveRoomFeedback(view.id);
  const [body, setBody] = useState(form.body);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const student = form.role === "student";

  if (form.given_at !== null) {
    return (
      <p role="status" data-testid="feedback-given">
        {t("room.feedback_given")}
      </p>
    );
  }
  const change = (next: StudentWords | TeacherWords) => {
    const changed = next as FeedbackView["body"];
    setBody(changed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => save.mutate({ body: changed, done: false }), SAVE_AFTER_MS);
  };
  const rated = !student || form.dimensions.every(({ id }) => id in ((body as StudentWords).scores ?? {}));
  return (
    <section aria-label={t(student ? "room.feedback" : "room.record")} className={styles["feedback"]}>
      <h3>{t(student ? "room.feedback" : "room.record")}</h3>
      <p className={styles["soft"]}>{t(student ? "room.feedback_hint" : "room.record_hint")}</p>
      {student ? (
        <StudentFeedback form={form} value={body} onChange={change} />
      ) : (
        <TeacherRecord form={form} subject={view.subject} value={body} onChange={change} />
      )}
      <p role="status" className={styles["soft"]}>
        {save.isPending ? t("room.saving") : save.isSuccess ? t("room.saved") : !rated ? t("room.not_rated") : ""}
      </p>
      <Button
        type="primary"
        loading={save.isPending && save.variables.done}
        onClick={() => {
          clearTimeout(timer.current);
          save.mutate({ body, done: true });
        }}
        data-testid="feedback-give"
      >
        {t("room.feedback_give")}
      </Button>
    </section>
  );
}
