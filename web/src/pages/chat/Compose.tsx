/** What one writes: typed, spoken, or read from a picture, always to be looked over before it is sent. */
import { CameraOutlined, AudioOutlined, PauseOutlined, SendOutlined } from "@ant-design/icons";
import { Button, Input, Popconfirm } from "antd";
import { useCallback, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { useQuestion } from "../../api/questions";
import type { Question } from "../../api/types";
import { usePhotoUpload } from "../../api/usePhotoUpload";
import { useProblemText } from "../../app/useProblemText";
import { ACCEPT, pictureFault } from "../../lib/picture";
import { useVoiceInput } from "../../lib/useVoiceInput";
import styles from "./ChatPage.module.css";

interface Props {
  text: string;
  onText: (text: string) => void;
  busy: boolean;
  onSend: () => void;
}

export function Compose({ text, onText, busy, onSend }: Props) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const file = useId();
  const [note, setNote] = useState<string | null>(null);
  const [reading, setReading] = useState<string | null>(null);
  const upload = usePhotoUpload(
    useCallback((question: Question) => setReading(question.id), []),
    useCallback((error: unknown) => setNote(textOf(error)), [textOf]),
  );
  const heard = useCallback((words: string) => onText(`${text}${words}`), [onText, text]);
  const voice = useVoiceInput(heard);
  const done = () => {
    setNote(null);
    onSend();
  };
  return (
    <>
      {reading !== null && (
        <ReadPicture
          key={reading}
          id={reading}
          onRead={(words) => {
            setReading(null);
            upload.cancel();
            setNote(t(words === "" ? "chat.photo_failed" : "chat.photo_read"));
            if (words !== "") onText(words);
          }}
        />
      )}
      <div aria-live="polite">
        {upload.state.phase !== "idle" && <p className={styles["soft"]}>{t("chat.photo_reading")}</p>}
        {note !== null && (
          <p className={styles["soft"]} data-testid="chat-note">
            {note}
          </p>
        )}
      </div>
      <form
        className={styles["compose"]}
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== "") done();
        }}
      >
        <Input.TextArea
          value={text}
          onChange={(event) => onText(event.target.value)}
          onPressEnter={(event) => {
            if (event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            if (text.trim() !== "") done();
          }}
          autoSize={{ minRows: 1, maxRows: 5 }}
          maxLength={2000}
          placeholder={t("chat.placeholder")}
          aria-label={t("chat.placeholder")}
          data-testid="chat-text"
        />
        <input
          id={file}
          type="file"
          accept={ACCEPT}
          className={styles["file"]}
          tabIndex={-1}
          aria-label={t("chat.photo")}
          data-testid="chat-photo"
          onChange={(event) => {
            const [picture] = event.target.files ?? [];
            event.target.value = "";
            if (!picture) return;
            const wrong = pictureFault(picture);
            setNote(wrong === null ? null : t(`ask.${wrong}`));
            if (wrong === null) void upload.send(picture);
          }}
        />
        <Button
          icon={<CameraOutlined />}
          loading={upload.state.phase !== "idle"}
          aria-label={t("chat.photo")}
          onClick={() => document.getElementById(file)?.click()}
        />
        {voice.available && !voice.listening && (
          <Popconfirm title={t("chat.voice_note")} okText={t("chat.voice_use")} onConfirm={voice.start}>
            <Button icon={<AudioOutlined />} aria-label={t("chat.voice")} data-testid="chat-voice" />
          </Popconfirm>
        )}
        {voice.listening && <Button danger icon={<PauseOutlined />} aria-label={t("chat.voice_stop")} onClick={voice.stop} />}
        <Button
          type="primary"
          htmlType="submit"
          icon={<SendOutlined />}
          loading={busy}
          disabled={text.trim() === ""}
          aria-label={t("chat.send")}
          data-testid="chat-send"
        />
      </form>
    </>
  );
}

/** Follows a picture until its words are known; an empty text: it could not be read. */
function ReadPicture({ id, onRead }: { id: string; onRead: (text: string) => void }) {
  const { data } = useQuestion(id);
  const text = data?.state === "read" ? data.text : data?.state === "failed" ? "" : null;
  useEffect(() => {
    if (text !== null) onRead(text);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- told once, when the words are there
  }, [text]);
  return null;
}
