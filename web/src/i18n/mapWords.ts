/** The map's words come with the map, not with the first page. */
import i18next from "i18next";

import { map as en } from "./en/map";
import { map as zh } from "./zh/map";

i18next.addResourceBundle("zh-CN", "translation", { map: zh }, true);
i18next.addResourceBundle("en", "translation", { map: en }, true);
