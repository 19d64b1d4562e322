/** One part of the profile: a value one can press, or its editor. */
import { EditOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import styles from "./ProfileField.module.css";

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
      <div className={`${styles["field"] ?? ""} ${span ?? ""} ${styles["open"] ?? ""}`}>
        <span className={styles["label"]}>{label}</span>
        {editor}
      </div>
    );
  }
  const words = Array.isArray(value) ? value.join("、") : value;
  return (
    <button
      ref={button}
      type="button"
      className={`${styles["field"] ?? ""} ${span ?? ""} ${unsure ? (styles["unsure"] ?? "") : ""}`}
      onClick={onEdit}
      disabled={busy}
      aria-label={t("question.edit_of", { what: label, value: unsure ? `${words}（${t("question.unsure")}）` : words })}
      data-testid={`profile-${name}`}
    >
      <span className={styles["label"]}>
        {label}
        <EditOutlined aria-hidden className={styles["pen"]} />
      </span>
      {Array.isArray(value) ? (
        <span className={styles["points"]}>
          {value.map((one, index) => (
            <span key={one} className={index === 0 ? styles["best"] : styles["point"]}>
              {one}
            </span>
          ))}
        </span>
      ) : (
        <span className={styles["value"]}>{value}</span>
      )}
      {unsure && (
        <span className={styles["ask"]}>
          <QuestionCircleOutlined aria-hidden /> {t("question.unsure")}
        </span>
      )}
    </button>
  );
}
