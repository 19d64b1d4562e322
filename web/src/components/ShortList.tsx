/** The first few of a list; the rest on demand, in place. */
import { Button } from "antd";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";

const SHOWN = 3;

interface Props {
  /** The list's items, `li` each. */
  children: ReactElement[];
  className?: string | undefined;
  testId: string;
}

export function ShortList({ children, className, testId }: Props) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  return (
    <>
      <ul className={className}>{all ? children : children.slice(0, SHOWN)}</ul>
      {children.length > SHOWN && (
        <Button type="link" aria-expanded={all} onClick={() => setAll(!all)} data-testid={`${testId}-all`}>
          {all ? t("action.fewer") : t("action.all", { count: children.length })}
        </Button>
      )}
    </>
  );
}
