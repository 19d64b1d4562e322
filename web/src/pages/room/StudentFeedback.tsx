/** What a student says of a session: one minute at most. */
import { Button, Input, Rate } from "antd";
import { useTranslation } from "react-i18next";

import type { FeedbackView } from "../../api/types";
import { Choices } from "./Choices";
import styles from "./Feedback.module.css";

export interface StudentWords {
  scores?: Record<string, number>;
  styles?: string[];
  difficulty?: Difficulty | null;
  words?: string;
}

export type Difficulty = (typeof DIFFICULTIES)[number];
export const DIFFICULTIES = ["too_easy", "fits", "too_hard"] as const;
const MOST_STYLES = 5;

interface Props {
  form: FeedbackView;
  value: StudentWords;
  onChange: (value: StudentWords) => void;
}

export function StudentFeedback({ form, value, onChange }: Props) {
  const { t } = useTranslation();
  const { scores = {}, styles: chosen = [] } = value;
  return (
    <>
      {form.dimensions.map(({ id, name, points }) => (
        <div key={id} className={styles["score"]} data-testid={`score-${id}`}>
          <span>{name}</span>
          <Rate
            count={points}
            value={scores[id] ?? 0}
            aria-label={t("room.feedback_score", { name, score: scores[id] ?? 0, most: points })}
            onChange={(score) => onChange({ ...value, scores: { ...scores, [id]: score } })}
          />
        </div>
      ))}
      <div role="group" aria-label={t("room.feedback_styles")} className={styles["choices"]}>
        <p>{t("room.feedback_styles")}</p>
        {form.styles.map((style) => (
          <Button
            key={style}
            size="small"
            shape="round"
            type={chosen.includes(style) ? "primary" : "default"}
            aria-pressed={chosen.includes(style)}
            onClick={() =>
              onChange({
                ...value,
                styles: chosen.includes(style) ? chosen.filter((one) => one !== style) : [...chosen, style].slice(-MOST_STYLES),
              })
            }
          >
            {style}
          </Button>
        ))}
      </div>
      <Choices
        label={t("room.feedback_difficulty")}
        options={DIFFICULTIES.map((one) => ({ value: one, label: t(`materials.${one}`) }))}
        value={value.difficulty ?? null}
        onChange={(difficulty) => onChange({ ...value, difficulty })}
        testId="difficulty"
      />
      <label className={styles["words"]}>
        {t("room.feedback_words")}
        <Input.TextArea
          value={value.words ?? ""}
          maxLength={500}
          autoSize={{ minRows: 2, maxRows: 5 }}
          onChange={(event) => onChange({ ...value, words: event.target.value })}
          data-testid="feedback-words"
        />
      </label>
    </>
  );
}
