/** Students who spoke of distress, first those nobody has seen to; what they said is not shown. */
import { Button } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { useCareAlerts, useSeeToAlert } from "../../api/chatReaders";
import { ProblemLine } from "../../components/ProblemLine";
import { ShortList } from "../../components/ShortList";
import { shortTime } from "../../lib/dates";
import styles from "./ClassPage.module.css";

export function CareAlerts() {
  const { t, i18n } = useTranslation();
  const title = useId();
  const { data: alerts, error, refetch } = useCareAlerts();
  const see = useSeeToAlert();
  if (!alerts) return error === null ? null : <ProblemLine what={t("staff.care_title")} error={error} onRetry={() => void refetch()} />;
  if (alerts.length === 0) return null;
  return (
    <section className={styles["care"]} aria-labelledby={title} data-testid="care-alerts">
      <h2 id={title}>{t("staff.care_title")}</h2>
      <p className={styles["lead"]}>{t("staff.care_lead")}</p>
      <ShortList className={styles["list"]} testId="care">
        {alerts.map((alert) => (
          <li key={alert.id} className={styles["row"]} data-testid="care-alert">
            <div className={styles["who"]}>
              <span className={styles["name"]}>{alert.name}</span>
              <span className={styles["number"]}>{shortTime(alert.at, i18n.language)}</span>
            </div>
            {alert.seen_at === null ? (
              <Button type="primary" loading={see.isPending && see.variables === alert.id} onClick={() => see.mutate(alert.id)} data-testid="care-see">
                {t("staff.care_see")}
              </Button>
            ) : (
              <span className={styles["number"]} role="status">
                {t("staff.care_seen", { name: alert.seen_by ?? "", time: shortTime(alert.seen_at, i18n.language) })}
              </span>
            )}
          </li>
        ))}
      </ShortList>
    </section>
  );
}
