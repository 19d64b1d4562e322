/** Choose one of a few, in place; Escape or leaving changes nothing. */
import { Select, type RefSelectProps } from "antd";
import { useTranslation } from "react-i18next";

import { useFocusOnMount } from "../../lib/useFocusOnMount";
import { TOUCH, useMediaQuery } from "../../lib/useMediaQuery";

interface Props<T extends string> {
  label: string;
  value: T | null;
  options: { value: T; label: string }[];
  testId: string;
  onChange: (value: T) => void;
  onClose: () => void;
}

export function ChoiceEditor<T extends string>({ label, value, options, testId, onChange, onClose }: Props<T>) {
  const { t } = useTranslation();
  const select = useFocusOnMount<RefSelectProps>();
  const touch = useMediaQuery(TOUCH); // typing would bring up a keyboard over the few choices
  return (
    <Select<T>
      ref={select}
      defaultOpen
      aria-label={label}
      placeholder={label}
      value={value}
      options={options}
      showSearch={!touch && { optionFilterProp: "label" }}
      style={{ width: "100%" }}
      notFoundContent={t("question.no_points_found")}
      onChange={onChange}
      onBlur={onClose}
      onInputKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
      data-testid={testId}
    />
  );
}
