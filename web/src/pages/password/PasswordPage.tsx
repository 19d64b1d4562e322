/** First login: nothing else before an own password. */
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useLogout, useMe } from "../../api/session";
import { Card } from "../../components/Card";
import { Logo } from "../../components/Logo";
import { PasswordForm } from "../../components/PasswordForm";
import { useTitle } from "../../lib/useTitle";
import styles from "./PasswordPage.module.css";

export function PasswordPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const me = useMe();
  const logout = useLogout();
  const navigate = useNavigate();
  useTitle(t("account.change_title"));

  const done = () => {
    void message.success(t("account.changed"));
    void navigate("/", { replace: true });
  };
  return (
    <main className={styles["page"]}>
      <div className={styles["brand"]}>
        <Logo size={48} />
      </div>
      <Card>
        <h1>{t("account.change_title")}</h1>
        {me.must_change_password && <p className={styles["lead"]}>{t("account.first_change_lead")}</p>}
        <PasswordForm onDone={done} />
        <Button type="text" block onClick={() => logout.mutate()} className={styles["logout"]}>
          {t("account.logout")}
        </Button>
      </Card>
    </main>
  );
}
