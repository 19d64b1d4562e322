/** One's own switches. */
import { App, Button, Modal, Segmented, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useService } from "../../api/service";
import { useLogout, useMe, usePersonalised } from "../../api/session";
import { setAppearance, useAppearance, type Appearance } from "../../app/appearance";
import { Card } from "../../components/Card";
import { LanguageSwitch } from "../../components/LanguageSwitch";
import { PasswordForm } from "../../components/PasswordForm";
import { Tag } from "../../components/Tag";
import { useProductName } from "../../components/useProductName";
import { forgetDrafts } from "../../lib/useDraft";
import { useTitle } from "../../lib/useTitle";
import { ExportButton } from "./ExportButton";
import { GenerationSetting } from "./GenerationSetting";
import { SettingRow } from "./SettingRow";
import styles from "./SettingsPage.module.css";

export function SettingsPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const me = useMe();
  const { data: service } = useService();
  const name = useProductName();
  const personalised = usePersonalised();
  const logout = useLogout();
  const appearance = useAppearance();
  const [changing, setChanging] = useState(false);
  const student = me.role === "student";
  useTitle(t("account.settings_title"));

  return (
    <div className={styles["page"]}>
      <h1 className={styles["title"]}>{t("account.settings_title")}</h1>
      {student && (
        <Card>
          <SettingRow
            title={t("account.personalised")}
            hint={me.personalised ? t("account.personalised_on") : t("account.personalised_off")}
          >
            <Switch
              checked={me.personalised}
              loading={personalised.isPending}
              onChange={(on) => personalised.mutate(on)}
              aria-label={t("account.personalised")}
              data-testid="settings-personalised"
            />
          </SettingRow>
        </Card>
      )}
      {me.role === "district_admin" && (
        <Card>
          <GenerationSetting />
        </Card>
      )}
      <Card>
        <SettingRow title={t("account.appearance")}>
          <Segmented<Appearance>
            aria-label={t("account.appearance")}
            value={appearance}
            onChange={setAppearance}
            options={[
              { value: "system", label: t("account.theme_system") },
              { value: "light", label: t("account.theme_light") },
              { value: "dark", label: t("account.theme_dark") },
            ]}
          />
        </SettingRow>
        <SettingRow title={t("account.language")}>
          <LanguageSwitch />
        </SettingRow>
      </Card>
      <Card>
        {student && (
          <>
            <SettingRow title={t("account.consent")} hint={me.consent ? undefined : t("account.consent_no")}>
              {me.consent && <Tag tone="good">{t("account.consent_yes")}</Tag>}
            </SettingRow>
            <SettingRow title={t("account.export")} hint={t("account.export_hint")}>
              <ExportButton me={me} />
            </SettingRow>
          </>
        )}
        <SettingRow title={t("account.change_title")}>
          <Button onClick={() => setChanging(true)} data-testid="settings-password">
            {t("action.edit")}
          </Button>
        </SettingRow>
      </Card>
      <Button
        block
        size="large"
        danger
        className={styles["logout"]}
        loading={logout.isPending}
        onClick={() => {
          forgetDrafts();
          logout.mutate();
        }}
        data-testid="logout"
      >
        {t("account.logout")}
      </Button>
      {service && (
        <p className={styles["about"]}>{t("account.about", { name, version: service.version })}</p>
      )}
      <Modal
        open={changing}
        title={t("account.change_title")}
        footer={null}
        destroyOnHidden
        onCancel={() => setChanging(false)}
      >
        <PasswordForm
          onDone={() => {
            setChanging(false);
            void message.success(t("account.changed"));
          }}
        />
      </Modal>
    </div>
  );
}
