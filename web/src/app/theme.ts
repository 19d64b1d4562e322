/** antd in our colours: round, calm, with targets a thumb can hit. */
import { theme as antdTheme, type ThemeConfig } from "antd";

import type { Palette } from "./palette";

const FONT =
  '"PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, -apple-system, sans-serif';

export function themeOf(palette: Palette, dark: boolean, still: boolean): ThemeConfig {
  return {
    algorithm: dark ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    token: {
      colorPrimary: palette.brand,
      colorTextLightSolid: palette.onBrand,
      colorInfo: palette.brand,
      colorLink: palette.brand,
      colorLinkHover: palette.brandStrong,
      colorSuccess: palette.good,
      colorWarning: palette.second,
      colorError: palette.danger,
      colorText: palette.ink,
      colorTextSecondary: palette.soft,
      colorTextTertiary: palette.soft,
      colorTextDescription: palette.soft,
      colorTextPlaceholder: palette.soft,
      colorBgLayout: palette.page,
      colorBgContainer: palette.surface,
      colorBgElevated: palette.surface,
      colorBorder: palette.field,
      colorBorderSecondary: palette.line,
      colorSplit: palette.line,
      fontFamily: FONT,
      fontSize: 16,
      borderRadius: 12,
      borderRadiusLG: 16,
      borderRadiusSM: 8,
      controlHeight: 44,
      controlHeightLG: 52,
      controlHeightSM: 36,
      lineWidthFocus: 3,
      motion: !still,
    },
    components: {
      Button: { fontWeight: 600, primaryShadow: "none", defaultShadow: "none" },
      Tabs: { itemSelectedColor: palette.brand, horizontalItemPaddingSM: "13px 0", titleFontSizeSM: 15 },
      Form: { itemMarginBottom: 30 },
      Segmented: { itemSelectedBg: palette.surface, trackBg: palette.sunken },
    },
  };
}
