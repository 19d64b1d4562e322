import { useTranslation } from "react-i18next";

import { MathText } from "../../components/MathText";
import styles from "./Final.module.css";

/** The result alone, after everything that leads to it. */
export function Final({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <p className={styles["final"]}>
      <span className={styles["label"]}>{t("materials.final")}</span>
      <MathText text={text} />
    </p>
  );
}
