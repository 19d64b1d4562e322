/** What a teacher records of a session. */
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { FeedbackView } from "../../api/types";
import { PointsSelect } from "../../components/PointsSelect";
import { Choices } from "./Choices";
import styles from "./Feedback.module.css";
import { DIFFICULTIES, type Difficulty } from "./StudentFeedback";

export interface TeacherWords {
  participation?: string | null;
  points?: string[];
  level?: Level | null;
  difficulty?: Difficulty | null;
  note?: string;
}

const LEVELS = ["none", "A", "B", "C"] as const;
type Level = (typeof LEVELS)[number];

interface Props {
  form: FeedbackView;
  subject: string | null;
  value: TeacherWords;
  onChange: (value: TeacherWords) => void;
}

export function TeacherRecord({ form, subject, value, onChange }: Props) {
  const { t } = useTranslation();
  const [points, setPoints] = useState(form.points.slice(0, 3));
  return (
    <>
      <div className={styles["words"]}>
        <p>{t("room.record_points")}</p>
        <PointsSelect
          chosen={points}
          subject={subject}
          onChange={(next) => {
            setPoints(next);
            onChange({ ...value, points: next.map((point) => point.id) });
          }}
          testId="record-points"
        />
      </div>
      <Choices
        label={t("room.record_participation")}
        options={form.participation.map(({ id, name }) => ({ value: id, label: name }))}
        value={value.participation ?? null}
        onChange={(participation) => onChange({ ...value, participation, points: points.map((point) => point.id) })}
        testId="participation"
      />
      <Choices
        label={t("room.record_level")}
        options={LEVELS.map((level) => ({ value: level, label: t(`room.levels.${level}`) }))}
        value={value.level ?? null}
        onChange={(level) => onChange({ ...value, level })}
        testId="level"
      />
      <Choices
        label={t("room.record_difficulty")}
        options={DIFFICULTIES.map((one) => ({ value: one, label: t(`materials.${one}`) }))}
        value={value.difficulty ?? null}
        onChange={(difficulty) => onChange({ ...value, difficulty })}
        testId="difficulty"
      />
      <label className={styles["words"]}>
        {t("room.record_note")}
        <Input.TextArea
          value={value.note ?? ""}
          maxLength={1000}
          autoSize={{ minRows: 2, maxRows: 5 }}
          onChange={(event) => onChange({ ...value, note: event.target.value })}
          data-testid="record-note"
        />
      </label>
    </>
  );
}
