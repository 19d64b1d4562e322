/** Ask first; then show the temporary password, once. */
import { Button, Modal, Typography } from "antd";
import { useTranslation } from "react-i18next";

import { usePasswordReset } from "../../api/students";
import type { Student } from "../../api/types";
import styles from "./PasswordResetDialog.module.css";

interface Props {
  student: Student;
  onClose: () => void;
}

export function PasswordResetDialog({ student, onClose }: Props) {
  const { t } = useTranslation();
  const reset = usePasswordReset();
  const { name } = student;
  return (
    <Modal
      open
      title={reset.data ? t("staff.reset_done", { name }) : t("staff.reset_confirm", { name })}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        reset.data ? (
          <Button type="primary" onClick={onClose}>
            {t("action.close")}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t("action.cancel")}</Button>
            <Button
              type="primary"
              danger
              loading={reset.isPending}
              onClick={() => reset.mutate(student.id)}
              data-testid="reset-confirm"
            >
              {t("staff.reset")}
            </Button>
          </>
        )
      }
    >
      {reset.data ? (
        <div role="status">
          <Typography.Text copyable className={styles["password"]} data-testid="temporary-password">
            {reset.data.temporary_password}
          </Typography.Text>
          <p>{t("staff.reset_once")}</p>
        </div>
      ) : (
        <p>{t("staff.reset_hint")}</p>
      )}
    </Modal>
  );
}
