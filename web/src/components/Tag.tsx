import type { ReactNode } from "react";

import { classes } from "../lib/classes";
import styles from "./Tag.module.css";

interface Props {
  tone?: "plain" | "brand" | "second" | "good";
  children: ReactNode;
}

/** A small word on a soft ground. */
export function Tag({ tone = "plain", children }: Props) {
  return <span className={classes(styles["tag"], styles[tone])}>{children}</span>;
}
