/** One thing offered: its name, why it is offered, a few facts. */
import { CheckCircleFilled, CompassOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { classes } from "../../lib/classes";
import styles from "./ItemCard.module.css";

interface Props {
  id: string;
  to: string;
  title: ReactNode;
  reasons: string[];
  /** Nothing matched directly: no tick. */
  loose: boolean;
  aside?: ReactNode;
  children: ReactNode;
  onOpen: (id: string) => void;
}

export function ItemCard({ id, to, title, reasons, loose, aside, children, onOpen }: Props) {
  const [first, second] = reasons;
  const Mark = loose ? CompassOutlined : CheckCircleFilled;
  return (
    <Link to={to} className={styles["card"]} onClick={() => onOpen(id)} data-testid={`card-${id}`}>
      <span className={styles["head"]}>
        <span className={styles["title"]}>{title}</span>
        {aside}
      </span>
      {first !== undefined && (
        <span className={classes(styles["reason"], loose && styles["loose"])}>
          <Mark aria-hidden className={styles["check"]} />
          <span>{first}</span>
        </span>
      )}
      {second !== undefined && <span className={styles["more"]}>{second}</span>}
      <span className={styles["meta"]}>{children}</span>
    </Link>
  );
}
