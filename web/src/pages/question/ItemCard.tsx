/** One thing offered: its name, why it is offered, a few facts. */
import { CheckCircleFilled } from "@ant-design/icons";
import type { ReactNode } from "react";
import { Link } from "react-router";

import styles from "./ItemCard.module.css";

interface Props {
  id: string;
  to: string;
  title: ReactNode;
  reasons: string[];
  aside?: ReactNode;
  children: ReactNode;
  onOpen: (id: string) => void;
}

export function ItemCard({ id, to, title, reasons, aside, children, onOpen }: Props) {
  const [first, second] = reasons;
  return (
    <Link to={to} className={styles["card"]} onClick={() => onOpen(id)} data-testid={`card-${id}`}>
      <span className={styles["head"]}>
        <span className={styles["title"]}>{title}</span>
        {aside}
      </span>
      {first !== undefined && (
        <span className={styles["reason"]}>
          <CheckCircleFilled aria-hidden className={styles["check"]} />
          <span>{first}</span>
        </span>
      )}
      {second !== undefined && <span className={styles["more"]}>{second}</span>}
      <span className={styles["meta"]}>{children}</span>
    </Link>
  );
}
