/** What the service says beside its lists: out of scope, a worry heard, not sure. */
import { HeartOutlined, InfoCircleOutlined, PhoneOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { Notice } from "../../api/types";
import { classes } from "../../lib/classes";
import styles from "./NoticeCard.module.css";

interface Props {
  notice: Notice;
  /** It stands under the profile it speaks of. */
  below?: boolean;
}

export function NoticeCard({ notice, below = false }: Props) {
  const { t } = useTranslation();
  const caring = notice.kind === "distress";
  const Icon = caring ? HeartOutlined : InfoCircleOutlined;
  return (
    <section
      className={classes(styles["card"], caring && styles["caring"], below && styles["below"])}
      aria-label={t(`question.notice.${notice.kind}`)}
      data-testid={`notice-${notice.kind}`}
    >
      <h2 className={styles["title"]}>
        <Icon aria-hidden className={styles["icon"]} />
        {t(`question.notice.${notice.kind}`)}
      </h2>
      <p className={styles["message"]}>{notice.message}</p>
      {notice.contact && <p className={styles["contact"]}>{t("question.contact", { contact: notice.contact })}</p>}
      {notice.hotline && (
        <a className={styles["call"]} href={`tel:${notice.hotline.replace(/[^\d+]/g, "")}`}>
          <PhoneOutlined aria-hidden className={styles["icon"]} />
          {t("question.call", { hotline: notice.hotline })}
        </a>
      )}
    </section>
  );
}
