/** Something could not be opened, said in the server's own words. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { isProblem, OFFLINE_STATUS } from "../api/problem";
import { useWhenBack } from "../api/useWhenBack";
import { useProblemText } from "../app/useProblemText";
import { PageState } from "../components/PageState";

interface Props {
  error: unknown;
  onRetry: () => void;
}

export function ProblemPage({ error, onRetry }: Props) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const offline = isProblem(error, OFFLINE_STATUS);
  useWhenBack(offline, onRetry);
  const gone = isProblem(error, 404) || isProblem(error, 403);
  const disconnected = offline && !navigator.onLine;
  const hint = () => {
    if (gone) return t("state.not_found_hint");
    if (disconnected) return t("state.offline");
    return offline ? t("state.server_down_hint") : undefined;
  };
  return (
    <div role="alert">
      <PageState
        art={offline ? "cloud" : "lost"}
        title={disconnected ? t("state.offline_title") : textOf(error)}
        hint={hint()}
      >
        {gone ? (
          <Button type="primary" href="/">
            {t("nav.home")}
          </Button>
        ) : (
          <Button type="primary" onClick={onRetry}>
            {t("action.retry")}
          </Button>
        )}
      </PageState>
    </div>
  );
}
