import "i18next";

import type { zh } from "./zh";
import type { map } from "./zh/map";
import type { matches } from "./zh/matches";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof zh & { map: typeof map; matches: typeof matches } };
    returnNull: false;
  }
}
