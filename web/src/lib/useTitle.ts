import { useEffect } from "react";
import { useTranslation } from "react-i18next";

/** The page's name in the browser tab, read out by screen readers on arrival. */
export function useTitle(title: string): void {
  const { t } = useTranslation();
  const product = t("product.name");
  useEffect(() => {
    document.title = title === "" ? product : `${title} · ${product}`;
  }, [title, product]);
}
