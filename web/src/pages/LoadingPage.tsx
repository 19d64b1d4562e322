import { useTranslation } from "react-i18next";

import { Logo } from "../components/Logo";
import styles from "./LoadingPage.module.css";

export function LoadingPage() {
  const { t } = useTranslation();
  return (
    <div className={styles["page"]} role="status">
      <Logo size={64} />
      <span className={styles["text"]}>{t("state.loading")}</span>
    </div>
  );
}
