/** Asks for a teacher: for a question, a point, or by name. */
import { TeamOutlined } from "@ant-design/icons";
import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { useAskForHelp } from "../api/tutoring";
import { isProblem } from "../api/problem";
import type { HelpWanted } from "../api/types";
import { useProblemText } from "../app/useProblemText";
import styles from "./AskTeacher.module.css";

interface Props {
  wanted: Omit<HelpWanted, "words">;
  label: string;
  block?: boolean;
}

const LONGEST = 500;

export function AskTeacher({ wanted, label, block = false }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const textOf = useProblemText();
  const ask = useAskForHelp();
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState("");
  const under_way = isProblem(ask.error) && ["already_waiting", "in_session"].includes(ask.error.code);
  return (
    <>
      <Button type="primary" size={block ? "large" : "middle"} block={block} icon={<TeamOutlined />} onClick={() => setOpen(true)} data-testid="ask-teacher">
        {label}
      </Button>
      <Modal
        open={open}
        title={t("tutoring.ask_title")}
        okText={label}
        okButtonProps={{ id: "ask-teacher-ok" }}
        cancelText={t("action.cancel")}
        confirmLoading={ask.isPending}
        onCancel={() => setOpen(false)}
        onOk={() => ask.mutate({ ...wanted, words }, { onSuccess: () => void navigate("/help") })}
      >
        <label className={styles["words"]}>
          {t("tutoring.words")}
          <Input.TextArea
            value={words}
            onChange={(event) => setWords(event.target.value)}
            maxLength={LONGEST}
            autoSize={{ minRows: 2, maxRows: 5 }}
            placeholder={t("tutoring.words_placeholder")}
            data-testid="ask-teacher-words"
          />
        </label>
        {ask.error !== null && (
          <p role="alert" className={styles["problem"]}>
            {textOf(ask.error)} {under_way && <Link to="/help">{t("tutoring.to_standing")}</Link>}
          </p>
        )}
      </Modal>
    </>
  );
}
