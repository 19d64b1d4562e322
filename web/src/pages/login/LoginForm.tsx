/** School, number and password, with errors where they belong. */
import { LockOutlined, UserOutlined } from "@ant-design/icons";
import { Button, Form, Input } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { useLogin } from "../../api/session";
import type { Credentials, DemoAccount } from "../../api/types";
import { useProblemText } from "../../app/useProblemText";
import styles from "./LoginForm.module.css";
import { OrganisationSelect } from "./OrganisationSelect";
import { keepOrganisation, keptOrganisation } from "./keptOrganisation";

interface Props {
  account: DemoAccount | null;
}

export function LoginForm({ account }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Credentials>();
  const login = useLogin();
  const { reset } = login;
  const textOf = useProblemText();
  const submit = useRef<HTMLButtonElement>(null);

  // The demo accounts lie below the form: what was filled in, and the button to press next, come into sight.
  useEffect(() => {
    if (!account) return;
    const { organisation, number, password } = account;
    form.setFieldsValue({ organisation, number, password });
    void form.validateFields();
    reset();
    submit.current?.scrollIntoView({ block: "center" });
    submit.current?.focus({ preventScroll: true });
  }, [account, form, reset]);

  const enter = (values: Credentials) => {
    const { organisation, number, password } = values;
    login.mutate({ organisation, number: number.trim(), password }, { onSuccess: () => keepOrganisation(organisation) });
  };

  return (
    <Form<Credentials>
      form={form}
      layout="vertical"
      requiredMark={false}
      validateTrigger="onSubmit"
      initialValues={{ organisation: keptOrganisation() }}
      onFinish={enter}
      scrollToFirstError
    >
      <Form.Item
        name="organisation"
        label={t("account.organisation")}
        rules={[{ required: true, message: t("account.missing_organisation") }]}
      >
        <OrganisationSelect />
      </Form.Item>
      <Form.Item
        name="number"
        label={t("account.number")}
        rules={[{ required: true, whitespace: true, message: t("account.missing_number") }]}
      >
        <Input
          prefix={<UserOutlined aria-hidden />}
          autoComplete="username"
          autoCapitalize="none"
          maxLength={64}
          data-testid="login-number"
        />
      </Form.Item>
      <Form.Item
        name="password"
        label={t("account.password")}
        rules={[{ required: true, message: t("account.missing_password") }]}
      >
        <Input.Password
          prefix={<LockOutlined aria-hidden />}
          autoComplete="current-password"
          maxLength={256}
          data-testid="login-password"
        />
      </Form.Item>
      <div aria-live="assertive">
        {login.error !== null && <p className={styles["error"]}>{textOf(login.error)}</p>}
      </div>
      <Button
        ref={submit}
        type="primary"
        size="large"
        htmlType="submit"
        block
        loading={login.isPending}
        data-testid="login-submit"
      >
        {t("account.login")}
      </Button>
      <p className={styles["forgot"]}>{t("account.forgot")}</p>
    </Form>
  );
}
