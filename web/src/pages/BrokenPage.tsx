/** An error nobody expected: the words are kept, a reload usually helps. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { PageState } from "../components/PageState";

export function BrokenPage() {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <PageState art="lost" title={t("state.crashed")} hint={t("state.crashed_hint")}>
        <Button type="primary" onClick={() => window.location.reload()}>
          {t("action.reload")}
        </Button>
      </PageState>
    </div>
  );
}
