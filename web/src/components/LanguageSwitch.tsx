import { Segmented } from "antd";
import { useTranslation } from "react-i18next";

import { setLanguage, type Language } from "../i18n";

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <Segmented<Language>
      aria-label={t("account.language")}
      value={i18n.language === "en" ? "en" : "zh-CN"}
      onChange={setLanguage}
      options={[
        { label: "中文", value: "zh-CN" },
        { label: "English", value: "en" },
      ]}
    />
  );
}
