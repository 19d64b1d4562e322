/** Enters what a guardian has signed: consent, or its refusal or withdrawal. */
import { Form, Input, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useRecordConsent } from "../../api/students";
import type { ConsentWord, Student } from "../../api/types";
import { dayOf } from "../../lib/dates";

const GUARDIANS: ConsentWord["by"][] = ["母亲", "父亲", "其他监护人"];

interface Props {
  student: Student;
  onClose: () => void;
}

export function ConsentDialog({ student, onClose }: Props) {
  const { t } = useTranslation();
  const record = useRecordConsent(student.id);
  const [word, setWord] = useState<ConsentWord>({
    given: student.consent !== "given",
    by: "母亲",
    signed_on: dayOf(new Date()),
  });
  const set = (part: Partial<ConsentWord>) => setWord({ ...word, ...part });
  return (
    <Modal
      open
      title={t("staff.consent_of", { name: student.name })}
      okText={t("action.save")}
      cancelText={t("action.cancel")}
      confirmLoading={record.isPending}
      onOk={() => record.mutate(word, { onSuccess: onClose })}
      okButtonProps={{ disabled: word.signed_on === "", id: "consent-save" }}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <p>{t("staff.consent_now", { state: t(`staff.consent_state.${student.consent}`) })}</p>
      <Form layout="vertical">
        <Form.Item label={t("staff.consent_word")}>
          <Radio.Group
            value={word.given}
            onChange={(event) => set({ given: event.target.value as boolean })}
            options={[
              { value: true, label: t("staff.consent_give") },
              { value: false, label: t("staff.consent_refuse") },
            ]}
          />
        </Form.Item>
        <Form.Item label={t("staff.consent_by")} htmlFor="consent-by">
          <Select
            id="consent-by"
            value={word.by}
            onChange={(by) => set({ by })}
            options={GUARDIANS.map((value) => ({ value, label: t(`staff.guardians.${value}`) }))}
          />
        </Form.Item>
        <Form.Item label={t("staff.consent_on")} htmlFor="consent-on" extra={t("staff.consent_hint")}>
          <Input
            id="consent-on"
            type="date"
            value={word.signed_on}
            max={dayOf(new Date())}
            onChange={(event) => set({ signed_on: event.target.value })}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
