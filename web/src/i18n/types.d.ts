import "i18next";

import type { zh } from "./zh";
import type { map } from "./zh/map";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof zh & { map: typeof map } };
    returnNull: false;
  }
}
