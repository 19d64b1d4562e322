/** Change the password: the old one once, the new one twice. */
import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";

import { useChangePassword } from "../api/session";
import { useProblemText } from "../app/useProblemText";
import styles from "../pages/login/LoginForm.module.css";

const SHORTEST = 8;

interface Fields {
  old: string;
  fresh: string;
  again: string;
}

export function PasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const change = useChangePassword();
  const [form] = Form.useForm<Fields>();
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      validateTrigger="onSubmit"
      onFinish={({ old, fresh }) =>
        change.mutate(
          { old, new: fresh },
          {
            onSuccess: () => {
              form.resetFields();
              onDone();
            },
          },
        )
      }
    >
      <Form.Item
        name="old"
        label={t("account.old_password")}
        rules={[{ required: true, message: t("account.missing_password") }]}
      >
        <Input.Password autoComplete="current-password" data-testid="password-old" />
      </Form.Item>
      <Form.Item
        name="fresh"
        label={t("account.new_password")}
        extra={t("account.new_password_hint")}
        rules={[{ required: true, min: SHORTEST, message: t("account.too_short") }]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} data-testid="password-new" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t("account.repeat_password")}
        dependencies={["fresh"]}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue("fresh") ? Promise.resolve() : Promise.reject(new Error(t("account.not_same"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} data-testid="password-again" />
      </Form.Item>
      <div aria-live="assertive">
        {change.error !== null && <p className={styles["error"]}>{textOf(change.error)}</p>}
      </div>
      <Button type="primary" htmlType="submit" block loading={change.isPending} data-testid="password-submit">
        {t("account.change")}
      </Button>
    </Form>
  );
}
