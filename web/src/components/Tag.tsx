import type { ReactNode } from "react";

import styles from "./Tag.module.css";

interface Props {
  tone?: "plain" | "brand" | "second" | "good";
  children: ReactNode;
}

/** A small word on a soft ground. */
export function Tag({ tone = "plain", children }: Props) {
  return <span className={`${styles["tag"] ?? ""} ${styles[tone] ?? ""}`}>{children}</span>;
}
