import { useTranslation } from "react-i18next";

/** The everyday name of a part of the service. */
export function usePartName(): (name: string) => string {
  const { t } = useTranslation();
  return (name) => {
    switch (name) {
      case "database":
      case "engine":
      case "ocr":
      case "valkey":
      case "worker":
        return t(`part.${name}`);
      default:
        return name;
    }
  };
}
