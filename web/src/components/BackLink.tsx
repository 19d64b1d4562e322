import { ArrowLeftOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import styles from "./BackLink.module.css";

interface Props {
  to: string;
  children?: string;
}

/** Back to where one came from; to the given page when this one was opened directly. */
export function BackLink({ to, children }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Link
      to={to}
      className={styles["back"]}
      onClick={(event) => {
        const position = (window.history.state as { idx?: number } | null)?.idx ?? 0;
        if (position === 0 || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        void navigate(-1);
      }}
    >
      <ArrowLeftOutlined aria-hidden className={styles["icon"]} />
      {children ?? t("nav.back")}
    </Link>
  );
}
