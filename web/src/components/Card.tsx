import type { ReactNode } from "react";

import { classes } from "../lib/classes";
import styles from "./Card.module.css";

interface Props {
  children: ReactNode;
  label?: string;
  className?: string | undefined;
}

/** A sheet of paper on the page. */
export function Card({ children, label, className = "" }: Props) {
  return (
    <section className={classes(styles["card"], className)} aria-label={label}>
      {children}
    </section>
  );
}
