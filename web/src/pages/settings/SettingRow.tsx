import type { ReactNode } from "react";

import styles from "./SettingRow.module.css";

interface Props {
  title: string;
  hint?: string | undefined;
  children: ReactNode;
}

export function SettingRow({ title, hint, children }: Props) {
  return (
    <div className={styles["row"]}>
      <div className={styles["words"]}>
        <h2 className={styles["title"]}>{title}</h2>
        {hint !== undefined && <p className={styles["hint"]}>{hint}</p>}
      </div>
      {children}
    </div>
  );
}
