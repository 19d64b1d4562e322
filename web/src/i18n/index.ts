/** Chinese first, English by a switch; the choice stays on this device. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import { keep, kept } from "../lib/kept";
import { en } from "./en";
import { zh } from "./zh";

export type Language = "zh-CN" | "en";

const KEY = "language";

function storedLanguage(): Language {
  return kept(KEY) === "en" ? "en" : "zh-CN";
}

export function setLanguage(language: Language): void {
  keep(KEY, language);
  void i18next.changeLanguage(language);
}

i18next.on("languageChanged", (language) => {
  document.documentElement.lang = language;
});

void i18next.use(initReactI18next).init({
  resources: { "zh-CN": { translation: zh }, en: { translation: en } },
  lng: storedLanguage(),
  fallbackLng: "zh-CN",
  supportedLngs: ["zh-CN", "en"],
  interpolation: { escapeValue: false },
  returnNull: false,
});

export default i18next;
