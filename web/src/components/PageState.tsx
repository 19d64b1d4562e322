/** A page or a list with nothing in it: a small drawing, what is so, what to do. */
import type { ReactNode } from "react";

import { classes } from "../lib/classes";
import styles from "./PageState.module.css";

interface Props {
  art: "empty" | "lost" | "cloud";
  title: string;
  hint?: string | undefined;
  children?: ReactNode;
  small?: boolean;
}

const ART = {
  empty: <path d="M20 22h44a6 6 0 0 1 6 6v28a6 6 0 0 1-6 6H42l-12 10v-10H20a6 6 0 0 1-6-6V28a6 6 0 0 1 6-6z" />,
  lost: <path d="M42 14a28 28 0 1 1 0 56 28 28 0 0 1 0-56zm-8 21a8 8 0 1 1 11 8c-2 1-3 2-3 5m0 8v1" />,
  cloud: <path d="M26 60a14 14 0 0 1 0-28 19 19 0 0 1 36 4 12 12 0 0 1-2 24M32 70l20-20M32 50l20 20" />,
};

export function PageState({ art, title, hint, children, small = false }: Props) {
  return (
    <div className={classes(styles["state"], small && styles["small"])}>
      <svg className={styles["art"]} viewBox="0 0 84 84" aria-hidden focusable="false">
        {ART[art]}
      </svg>
      <p className={styles["title"]}>{title}</p>
      {hint !== undefined && <p className={styles["hint"]}>{hint}</p>}
      {children !== undefined && <div className={styles["actions"]}>{children}</div>}
    </div>
  );
}
