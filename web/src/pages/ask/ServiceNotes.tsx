/** What is good to know before asking, and never in the way. */
import { useTranslation } from "react-i18next";

import { useReadiness, useService } from "../../api/service";
import type { Me } from "../../api/types";
import { Banner } from "../../components/Banner";
import { usePartName } from "../../components/usePartName";
import { unbroken } from "../../lib/unbroken";

export function ServiceNotes({ me }: { me: Me }) {
  const { t } = useTranslation();
  const partName = usePartName();
  const { data: readiness } = useReadiness();
  const { data: service } = useService();
  const warming = readiness?.parts.filter((part) => part.state !== "ready") ?? [];
  return (
    <div aria-live="polite">
      {warming.length > 0 && (
        <Banner tone="info">
          {t("state.warming", { parts: warming.map((part) => partName(part.name)).join("、") })}
        </Banner>
      )}
      {service?.open_now === false && (
        <Banner tone="calm">{t("state.closed", { hours: unbroken(service.hours_text) })}</Banner>
      )}
      {!me.consent && <Banner tone="privacy">{t("state.no_consent")}</Banner>}
    </div>
  );
}
