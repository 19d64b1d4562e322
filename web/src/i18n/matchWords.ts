/** The dashboard's words come with the dashboard, not with the first page. */
import i18next from "i18next";

import { matches as en } from "./en/matches";
import { matches as zh } from "./zh/matches";

i18next.addResourceBundle("zh-CN", "translation", { matches: zh }, true);
i18next.addResourceBundle("en", "translation", { matches: en }, true);
