import { useTranslation } from "react-i18next";

import { useSubjects } from "../../api/service";
import { useSubjectName } from "../../components/useSubjectName";
import { ChoiceEditor } from "./ChoiceEditor";

interface Props {
  value: string | null;
  onChange: (subject: string) => void;
  onClose: () => void;
}

export function SubjectEditor({ value, onChange, onClose }: Props) {
  const { t } = useTranslation();
  const { data: subjects = [] } = useSubjects();
  const subjectName = useSubjectName();
  return (
    <ChoiceEditor
      label={t("question.choose_subject")}
      value={value}
      options={subjects.map(({ name }) => ({ value: name, label: subjectName(name) }))}
      testId="profile-subject-select"
      onChange={onChange}
      onClose={onClose}
    />
  );
}
