import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { useProblemText } from "../app/useProblemText";
import styles from "./ProblemLine.module.css";

interface Props {
  /** What could not be shown. */
  what: string;
  error: unknown;
  onRetry: () => void;
}

/** A part of a page that could not be had, in one line that is not in the way. */
export function ProblemLine({ what, error, onRetry }: Props) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  return (
    <p className={styles["line"]} role="status">
      {t("state.part_failed", { what, why: textOf(error) })}
      <Button type="link" onClick={onRetry}>
        {t("action.retry")}
      </Button>
    </p>
  );
}
