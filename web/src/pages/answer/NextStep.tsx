/** What opens the next part: a hint, or the student's own attempt. */
import { BulbOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useAttempt, useHint } from "../../api/answers";
import type { AnswerView } from "../../api/types";
import { Card } from "../../components/Card";
import { useDraft } from "../../lib/useDraft";
import styles from "./NextStep.module.css";

const SHORTEST = 2;
const LONGEST = 4_000;

interface Props {
  answer: AnswerView;
  questionId: string;
}

export function NextStep({ answer, questionId }: Props) {
  const { t } = useTranslation();
  const hint = useHint(answer.id, questionId);
  const attempt = useAttempt(answer.id, questionId);
  const [text, setText] = useDraft(`attempt:${answer.id}:${questionId}`);
  const [blank, setBlank] = useState(false);

  const byTeacher = answer.solution_needs === "teacher";
  const hintsLeft = !byTeacher || answer.key_steps === null;
  const submit = () => {
    const words = text.trim();
    setBlank(words.length < SHORTEST);
    if (words.length >= SHORTEST) attempt.mutate(words, { onSuccess: () => setText("") });
  };
  return (
    <Card>
      <p className={styles["needs"]} role="status">
        {byTeacher ? t("materials.needs_teacher") : t("materials.needs_attempt_or_hints")}
        <span className={styles["used"]}>
          {answer.hints_used > 0 && t("materials.hints_used", { count: answer.hints_used })}
          {answer.attempted && ` · ${t("materials.attempted")}`}
        </span>
      </p>
      {hintsLeft && (
        <Button
          size="large"
          icon={<BulbOutlined aria-hidden />}
          loading={hint.isPending}
          onClick={() => hint.mutate()}
          data-testid="answer-hint"
        >
          {t("materials.next_hint")}
        </Button>
      )}
      <label htmlFor="answer-attempt" className={styles["label"]}>
        {t("materials.attempt")}
      </label>
      <Input.TextArea
        id="answer-attempt"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setBlank(false);
        }}
        placeholder={t("materials.attempt_placeholder")}
        autoSize={{ minRows: 3, maxRows: 12 }}
        maxLength={LONGEST}
        status={blank ? "error" : ""}
        aria-invalid={blank}
        data-testid="answer-attempt"
      />
      <div aria-live="assertive">{blank && <p className={styles["blank"]}>{t("materials.attempt_blank")}</p>}</div>
      <Button
        type="primary"
        size="large"
        className={styles["submit"]}
        loading={attempt.isPending}
        onClick={submit}
        data-testid="answer-attempt-submit"
      >
        {t("materials.attempt_submit")}
      </Button>
    </Card>
  );
}
