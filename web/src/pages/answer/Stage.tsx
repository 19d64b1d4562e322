import { LockOutlined } from "@ant-design/icons";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { classes } from "../../lib/classes";
import styles from "./Stage.module.css";

interface Props {
  number: number;
  title: string;
  open: boolean;
  testId?: string;
  children: ReactNode;
}

/** One step of an answer: open, or waiting behind a small lock. */
export function Stage({ number, title, open, testId, children }: Props) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const wasOpen = useRef(open);

  // The button that opened the last stages is gone with them; the keyboard goes on at the first of what is new.
  useEffect(() => {
    const lost = document.activeElement === document.body;
    if (open && !wasOpen.current && lost) heading.current?.focus({ preventScroll: true });
    wasOpen.current = open;
  }, [open]);

  return (
    <li className={classes(styles["stage"], !open && styles["locked"])}>
      <span className={styles["number"]} aria-hidden>
        {open ? number : <LockOutlined />}
      </span>
      <div className={styles["body"]}>
        <h2 ref={heading} tabIndex={-1} className={styles["title"]}>
          {title}
          {!open && <span className={styles["closed"]}>{t("materials.locked")}</span>}
        </h2>
        {open && (
          <div className={styles["content"]} data-testid={testId}>
            {children}
          </div>
        )}
      </div>
    </li>
  );
}
