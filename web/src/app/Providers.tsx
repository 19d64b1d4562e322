/** Theme, language, messages and data around every page. */
import { legacyLogicalPropertiesTransformer, StyleProvider } from "@ant-design/cssinjs";
import { QueryClientProvider } from "@tanstack/react-query";
import { App as AntdApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useLayoutEffect, useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useMediaQuery } from "../lib/useMediaQuery";
import { applyPalette, DARK, LIGHT } from "./palette";
import { createQueryClient } from "./queryClient";
import { themeOf } from "./theme";
import { useDark } from "./useDark";
import { useProblemText } from "./useProblemText";

/** Two lines to read, while the page changes to the login. */
const LONG_S = 8;

function Data({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { message } = AntdApp.useApp();
  const textOf = useProblemText();
  const [client] = useState(() =>
    createQueryClient({
      failed: (error) => void message.error(textOf(error)),
      expired: () => void message.info(t("state.session_expired"), LONG_S),
    }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

export function Providers({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const still = useMediaQuery("(prefers-reduced-motion: reduce)");
  const dark = useDark();
  const palette = dark ? DARK : LIGHT;
  const theme = useMemo(() => themeOf(palette, dark, still), [palette, dark, still]);

  useLayoutEffect(() => {
    const root = document.documentElement;
    applyPalette(palette, root);
    root.dataset["theme"] = dark ? "dark" : "light";
    root.style.colorScheme = dark ? "dark" : "light";
  }, [palette, dark]);

  return (
    // hashPriority "high": Chrome 87 does not know :where(); the transformer: Safari 14 does not know inset.
    <StyleProvider hashPriority="high" transformers={[legacyLogicalPropertiesTransformer]}>
      <ConfigProvider locale={i18n.language === "en" ? enUS : zhCN} theme={theme} button={{ autoInsertSpace: false }}>
        <AntdApp component={false} message={{ maxCount: 2 }}>
          <Data>{children}</Data>
        </AntdApp>
      </ConfigProvider>
    </StyleProvider>
  );
}
