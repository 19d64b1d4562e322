/** Choose one of a few, in place; Escape or leaving changes nothing. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  value: string | null;
  options: { value: string; label: string }[];
  testId: string;
  onChange: (value: string) => void;
  onClose: () => void;
}

export function ChoiceEditor({ label, value, options, testId, onChange, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Select
      autoFocus
      defaultOpen
      aria-label={label}
      placeholder={label}
      value={value}
      options={options}
      showSearch={{ optionFilterProp: "label" }}
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
