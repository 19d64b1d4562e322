import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { PageState } from "../components/PageState";
import { useTitle } from "../lib/useTitle";

export function NotFoundPage() {
  const { t } = useTranslation();
  useTitle(t("state.not_found"));
  return (
    <PageState art="lost" title={t("state.not_found")}>
      <Button type="primary" href="/">
        {t("nav.home")}
      </Button>
    </PageState>
  );
}
