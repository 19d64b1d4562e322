/** The question's words, editable where they stand. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Question } from "../../api/types";
import { MathText } from "../../components/MathText";
import { hasMath } from "../../lib/mathText";
import { useDraft } from "../../lib/useDraft";
import styles from "./TextEditor.module.css";

interface Props {
  question: Question;
  saving: boolean;
  /** Calls done once the text is kept; until then, and if it is refused, the words stay here. */
  onSave: (text: string, done: () => void) => void;
}

export function TextEditor({ question, saving, onSave }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useDraft(`text:${question.id}:${String(question.region)}`);
  const [touched, setTouched] = useState(draft !== "");
  const text = touched ? draft : question.text;
  const changed = text.trim() !== question.text.trim() && text.trim() !== "";

  const discard = () => {
    setDraft("");
    setTouched(false);
  };
  const save = () => onSave(text.trim(), discard);
  return (
    <div>
      <div className={styles["head"]}>
        <label htmlFor="question-text" className={styles["label"]}>
          {t("question.text")}
        </label>
        <span className={styles["hint"]}>
          {question.source === "photo" ? t("question.wrong_text") : t("question.edit_text")}
        </span>
      </div>
      <Input.TextArea
        id="question-text"
        value={text}
        onChange={(event) => {
          setTouched(true);
          setDraft(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && changed) save();
        }}
        autoSize={{ minRows: 2, maxRows: 12 }}
        data-testid="question-text"
      />
      {hasMath(text) && (
        <div className={styles["preview"]} role="group" aria-label={t("question.preview")}>
          <MathText text={text} />
        </div>
      )}
      <div className={styles["actions"]} hidden={!changed}>
        <Button type="primary" onClick={save} loading={saving} disabled={!changed} data-testid="question-text-save">
          {t("question.save_text")}
        </Button>
        <Button type="text" onClick={discard}>
          {t("question.discard_text")}
        </Button>
      </div>
    </div>
  );
}
