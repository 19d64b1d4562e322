/** The lists are on their way. */
import { Skeleton } from "antd";
import { useTranslation } from "react-i18next";

import styles from "./WaitingLists.module.css";

/** place: undefined while asking, null or a number while the engine's queue is full. */
export function WaitingLists({ place }: { place: number | null | undefined }) {
  const { t } = useTranslation();
  const words = () => {
    if (place === undefined) return t("question.recommending");
    return place !== null && place > 0
      ? t("question.queue_recommend", { count: place })
      : t("question.queue_recommend_soon");
  };
  return (
    <div className={styles["waiting"]}>
      <p role="status" className={styles["words"]}>
        {words()}
      </p>
      <div className={styles["cards"]} aria-hidden>
        {[0, 1, 2].map((index) => (
          <div key={index} className={styles["card"]}>
            <Skeleton active paragraph={{ rows: 2 }} />
          </div>
        ))}
      </div>
    </div>
  );
}
