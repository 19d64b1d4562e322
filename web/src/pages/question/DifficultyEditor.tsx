/** Three words a student can judge by. */
import { Button, Segmented } from "antd";
import { useTranslation } from "react-i18next";

import { difficultyWord, type DifficultyWord } from "../../lib/difficulty";
import styles from "./editors.module.css";

const VALUES: Record<DifficultyWord, number> = { easy: 0.25, medium: 0.55, hard: 0.85 };

interface Props {
  value: number;
  onChange: (difficulty: number) => void;
  onClose: () => void;
}

export function DifficultyEditor({ value, onChange, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles["row"]}>
      <Segmented<DifficultyWord>
        aria-label={t("question.difficulty")}
        value={difficultyWord(value)}
        onChange={(word) => onChange(VALUES[word])}
        options={[
          { value: "easy", label: t("difficulty.easy") },
          { value: "medium", label: t("difficulty.medium") },
          { value: "hard", label: t("difficulty.hard") },
        ]}
        data-testid="profile-difficulty-select"
      />
      <Button type="text" onClick={onClose}>
        {t("action.cancel")}
      </Button>
    </div>
  );
}
