import { Select } from "antd";
import { useTranslation } from "react-i18next";

import type { SchoolClass } from "../api/types";

interface Props {
  classes: readonly SchoolClass[];
  value: string | null;
  onChange: (id: string) => void;
  className?: string | undefined;
  testId: string;
}

/** One of one's classes, found by typing where there are many. */
export function ClassSelect({ classes, value, onChange, className, testId }: Props) {
  const { t } = useTranslation();
  return (
    <Select<string>
      className={className}
      aria-label={t("assignments.class")}
      placeholder={t("assignments.choose_class")}
      value={value}
      options={classes.map(({ id, name }) => ({ value: id, label: name }))}
      showSearch={{ optionFilterProp: "label" }}
      onChange={onChange}
      data-testid={testId}
    />
  );
}
