/** How many of what was asked or shown came how far. */
import { useTranslation } from "react-i18next";

import type { MatchCell } from "../../api/types";
import { Term } from "./definitions";
import { count, percent, shareOf, STEPS } from "./figures";
import styles from "./FunnelPanel.module.css";
import { Panel } from "./Panel";
import type { MatchAddress } from "./useMatchAddress";

export function FunnelPanel({ total, address }: { total: MatchCell; address: MatchAddress }) {
  const { t, i18n } = useTranslation();
  return (
    <Panel title={t("matches.funnel")} definition="shown" csv="forms" address={address} testId="funnel">
      <ol className={styles["steps"]}>
        {STEPS.map((step) => {
          const value = total[step];
          const share = shareOf(value, total.shown);
          const missing = total.small ? t("matches.small") : t("matches.not_recorded");
          return (
            <li key={step}>
              <span className={styles["name"]}>
                <Term id={step}>{t(`matches.steps.${address.form}.${step}`)}</Term>
              </span>
              <span className={styles["track"]}>
                <span className={styles["bar"]} style={{ width: `${(share ?? 0) * 100}%` }} />
              </span>
              <span className={styles["value"]}>
                {value === null ? missing : count(value, i18n.language)}
                {value !== null && step !== "shown" && <small>{percent(share)}</small>}
              </span>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
