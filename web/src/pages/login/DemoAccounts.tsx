/** Demo mode only: accounts to try, filled in by one tap. */
import { useTranslation } from "react-i18next";

import type { DemoAccount } from "../../api/types";
import styles from "./DemoAccounts.module.css";

interface Props {
  accounts: DemoAccount[];
  onChoose: (account: DemoAccount) => void;
}

export function DemoAccounts({ accounts, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <section className={styles["card"]} aria-labelledby="demo-title">
      <h2 id="demo-title" className={styles["title"]}>
        {t("account.demo_title")}
      </h2>
      <p className={styles["lead"]}>{t("account.demo_lead")}</p>
      <ul className={styles["list"]}>
        {accounts.map((account) => (
          <li key={`${account.organisation}/${account.number}`}>
            <button
              type="button"
              className={styles["account"]}
              onClick={() => onChoose({ ...account })}
              data-testid={`demo-${account.role}`}
            >
              <span className={styles["label"]}>{account.label}</span>
              <span className={styles["number"]}>{account.number}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
