import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { isProblem, OFFLINE_STATUS } from "../api/problem";

/** The server's own Chinese words where it gave some, else ours. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation();
  return useCallback(
    (error: unknown) => {
      if (!isProblem(error)) return t("state.unknown_error");
      if (error.status === OFFLINE_STATUS) return t("state.server_down");
      return error.message === "" ? t("state.unknown_error") : error.message;
    },
    [t],
  );
}
