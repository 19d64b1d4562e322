import { useTranslation } from "react-i18next";

import type { Intent } from "../../api/types";
import { ChoiceEditor } from "./ChoiceEditor";
import { intentName, INTENTS } from "./intents";

interface Props {
  value: Intent;
  onChange: (intent: Intent) => void;
  onClose: () => void;
}

export function IntentEditor({ value, onChange, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <ChoiceEditor
      label={t("question.choose_intent")}
      value={value}
      options={INTENTS.map((name) => ({ value: name, label: intentName(t, name) }))}
      testId="profile-intent-select"
      onChange={onChange}
      onClose={onClose}
    />
  );
}
