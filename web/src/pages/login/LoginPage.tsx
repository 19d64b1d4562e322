/** The door: school, number, password; one page for everybody. */
import { App } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useSearchParams } from "react-router";

import { useService } from "../../api/service";
import { useSession } from "../../api/session";
import type { DemoAccount } from "../../api/types";
import { LanguageSwitch } from "../../components/LanguageSwitch";
import { Logo } from "../../components/Logo";
import { OfflineBanner } from "../../components/OfflineBanner";
import { useProductName } from "../../components/useProductName";
import { homeOf } from "../../lib/roles";
import { safePath } from "../../lib/safePath";
import { useTitle } from "../../lib/useTitle";
import { DemoAccounts } from "./DemoAccounts";
import { LoginForm } from "./LoginForm";
import styles from "./LoginPage.module.css";

export function LoginPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const { data: me } = useSession();
  const { data: service } = useService();
  const name = useProductName();
  const [chosen, setChosen] = useState<DemoAccount | null>(null);
  const { message } = App.useApp();
  useTitle(t("account.login_title"));

  useEffect(() => {
    if (me) message.destroy();
  }, [me, message]);

  if (me) return <Navigate to={safePath(search.get("next")) ?? homeOf(me.role)} replace />;
  return (
    <div className={styles["page"]}>
      <header className={styles["hero"]}>
        <div className={styles["brand"]}>
          <Logo size={52} />
          <span className={styles["name"]}>{name}</span>
        </div>
        <p className={styles["promise"]}>{t("product.promise")}</p>
      </header>
      <main className={styles["main"]}>
        <OfflineBanner />
        <div className={styles["card"]}>
          <h1 className={styles["title"]}>{t("account.login_title")}</h1>
          <p className={styles["lead"]}>{t("account.login_lead")}</p>
          <LoginForm account={chosen} />
        </div>
        {service?.demo === true && <DemoAccounts accounts={service.demo_accounts} onChoose={setChosen} />}
        <div className={styles["foot"]}>
          <LanguageSwitch />
        </div>
      </main>
    </div>
  );
}
