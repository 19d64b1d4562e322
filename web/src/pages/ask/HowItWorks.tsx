/** For the first visit: what will happen, in three small pictures. */
import { CameraOutlined, CompassOutlined, SmileOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import styles from "./HowItWorks.module.css";

const STEPS = [
  { key: "snap", Icon: CameraOutlined },
  { key: "see", Icon: CompassOutlined },
  { key: "learn", Icon: SmileOutlined },
] as const;

export function HowItWorks() {
  const { t } = useTranslation();
  return (
    <ol className={styles["steps"]}>
      {STEPS.map(({ key, Icon }) => (
        <li key={key} className={styles["step"]}>
          <span className={styles["icon"]}>
            <Icon aria-hidden />
          </span>
          <span>
            <span className={styles["title"]}>{t(`ask.how.${key}`)}</span>
            <span className={styles["words"]}>{t(`ask.how.${key}_words`)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
