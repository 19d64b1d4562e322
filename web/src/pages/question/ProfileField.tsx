/** One part of the profile: a value one can press, or its editor. */
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { classes } from "../../lib/classes";
import styles from "./ProfileField.module.css";

/** Knowledge points shown before "+2". */
const SHOWN = 3;

interface Props {
  name: string;
  label: string;
  value: string | string[];
  unsure: boolean;
  editing: boolean;
  busy: boolean;
  full?: boolean;
  onEdit: () => void;
  editor: ReactNode;
}

export function ProfileField({ name, label, value, unsure, editing, busy, full = false, onEdit, editor }: Props) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && !editing) button.current?.focus();
    wasEditing.current = editing;
  }, [editing]);

  const span = full || editing ? styles["full"] : "";
  if (editing) {
    return (
      <div className={classes(styles["field"], span, styles["open"])}>
        <span className={styles["label"]}>{label}</span>
        {editor}
      </div>
    );
  }
  return (
    <button
      ref={button}
      type="button"
      className={classes(styles["field"], span, unsure && styles["unsure"])}
      onClick={onEdit}
      disabled={busy}
      data-testid={`profile-${name}`}
    >
      <span className={styles["label"]}>{label}</span>
      {Array.isArray(value) ? (
        <span className={styles["points"]}>
          {value.slice(0, SHOWN).map((one, index) => (
            <span key={one} className={index === 0 ? styles["best"] : styles["point"]}>
              {one}
            </span>
          ))}
          {value.length > SHOWN && <span className={styles["rest"]}>+{value.length - SHOWN}</span>}
        </span>
      ) : (
        <span className={styles["value"]}>{value}</span>
      )}
      <span className="visually-hidden">{t("action.edit")}</span>
      {unsure && (
        <span className={styles["ask"]}>{t("question.unsure")}</span>
      )}
    </button>
  );
}
