import { useTranslation } from "react-i18next";

import { useService } from "../api/service";
import { zh } from "../i18n/zh";

/** The name the region gave the service; our own, in the reader's language, where it gave none. */
export function useProductName(): string {
  const { t } = useTranslation();
  const { data: service } = useService();
  return service === undefined || service.name === zh.product.name ? t("product.name") : service.name;
}
