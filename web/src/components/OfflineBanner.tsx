/** Says when the network is gone and when it is back. */
import { onlineManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { Banner } from "./Banner";

export function OfflineBanner() {
  const { t } = useTranslation();
  const online = useSyncExternalStore(
    (changed) => onlineManager.subscribe(changed),
    () => onlineManager.isOnline(),
  );
  return <div aria-live="assertive">{!online && <Banner tone="warn">{t("state.offline")}</Banner>}</div>;
}
