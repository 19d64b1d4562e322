import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

import { PageState } from "../../components/PageState";
import styles from "./ItemList.module.css";

interface Props {
  empty: string;
  children: ReactElement[];
}

export function ItemList({ empty, children }: Props) {
  const { t } = useTranslation();
  if (children.length === 0) return <PageState small art="empty" title={empty} hint={t("question.empty_hint")} />;
  return (
    <ul className={styles["list"]}>
      {children.map((card) => (
        <li key={card.key} className={styles["item"]}>
          {card}
        </li>
      ))}
    </ul>
  );
}
