import { useTranslation } from "react-i18next";

import { useLevelName } from "../../components/useLevelName";
import { ChoiceEditor } from "./ChoiceEditor";

const CODES = ["A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3"];

interface Props {
  value: string;
  subject: string | null;
  onChange: (code: string) => void;
  onClose: () => void;
}

export function AbilityEditor({ value, subject, onChange, onClose }: Props) {
  const { t } = useTranslation();
  const levelName = useLevelName();
  return (
    <ChoiceEditor
      label={t("question.choose_ability")}
      value={value}
      options={CODES.map((code) => ({ value: code, label: levelName(code, subject) }))}
      testId="profile-ability-select"
      onChange={onChange}
      onClose={onClose}
    />
  );
}
