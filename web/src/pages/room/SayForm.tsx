/** What one says: typed, a picture, or spoken. */
import { AudioOutlined, CheckOutlined, CloseOutlined, PictureOutlined, SendOutlined } from "@ant-design/icons";
import { Button, Input, Popconfirm } from "antd";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { isAbort } from "../../api/isAbort";
import { uploadRoomPicture, uploadRoomVoice } from "../../api/rooms";
import { useProblemText } from "../../app/useProblemText";
import { lighten, pictureFault } from "../../lib/picture";
import { useVoiceRecorder } from "../../lib/useVoiceRecorder";
import type { RoomClient } from "../../room/client";
import styles from "./Talk.module.css";

const TYPING_EVERY_MS = 2_000;

export function SayForm({ room, client }: { room: string; client: RoomClient }) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const file = useId();
  const [text, setText] = useState("");
  const [note, setNote] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const typed = useRef(0);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);

  async function upload(work: (signal: AbortSignal) => Promise<void>) {
    setBusy(true);
    setNote(null);
    try {
      await work(leaving.current.signal);
    } catch (error) {
      if (!isAbort(error)) setNote(textOf(error));
    } finally {
      setBusy(false);
    }
  }

  const sendPicture = (picture: File) => {
    const fault = pictureFault(picture);
    if (fault !== null) {
      setNote(t(`ask.${fault}`));
      return;
    }
    void upload(async (signal) => {
      const { attachment, width, height } = await uploadRoomPicture(room, await lighten(picture), signal);
      client.put({ kind: "pictured", attachment, width, height });
    });
  };

  const recorder = useVoiceRecorder((voice, ms) => {
    void upload(async (signal) => {
      const { attachment } = await uploadRoomVoice(room, voice, signal);
      client.put({ kind: "voiced", attachment, ms: Math.max(1, ms) });
    });
  });

  const say = () => {
    const words = text.trim();
    if (words === "") return;
    client.put({ kind: "said", text: words });
    setText("");
  };

  return (
    <form
      className={styles["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        say();
      }}
    >
      <div aria-live="polite" className={styles["soft"]}>
        {busy && t("room.sending_picture")}
        {note ?? (recorder.phase === "refused" ? t("room.voice_refused") : null)}
        {recorder.phase === "recording" && t("room.recording", { seconds: recorder.seconds })}
      </div>
      <Input.TextArea
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          if (performance.now() - typed.current > TYPING_EVERY_MS) {
            typed.current = performance.now();
            client.pass({ kind: "typing" });
          }
        }}
        onPressEnter={(event) => {
          if (event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          say();
        }}
        onPaste={(event) => {
          const picture = Array.from(event.clipboardData.files).find((one) => one.type.startsWith("image/"));
          if (!picture) return;
          event.preventDefault();
          sendPicture(picture);
        }}
        autoSize={{ minRows: 1, maxRows: 4 }}
        maxLength={2000}
        placeholder={t("room.placeholder")}
        aria-label={t("room.placeholder")}
        data-testid="room-text"
      />
      <div className={styles["buttons"]}>
        <Button icon={<PictureOutlined />} loading={busy} aria-label={t("room.picture")} title={t("room.picture")} onClick={() => document.getElementById(file)?.click()} />
        {recorder.available && recorder.phase !== "recording" && (
          <Popconfirm title={t("room.voice_note")} okText={t("room.voice_use")} onConfirm={recorder.start}>
            <Button icon={<AudioOutlined />} loading={recorder.phase === "asking"} aria-label={t("room.voice")} title={t("room.voice")} data-testid="room-voice" />
          </Popconfirm>
        )}
        {recorder.phase === "recording" && (
          <>
            <Button icon={<CloseOutlined />} aria-label={t("room.voice_cancel")} onClick={recorder.cancel} />
            <Button type="primary" icon={<CheckOutlined />} onClick={recorder.finish} data-testid="room-voice-send">
              {t("room.voice_send")}
            </Button>
          </>
        )}
        <Button
          className={styles["send"] ?? ""}
          type="primary"
          htmlType="submit"
          icon={<SendOutlined />}
          disabled={text.trim() === ""}
          aria-label={t("room.send")}
          data-testid="room-send"
        />
        <input
          id={file}
          type="file"
          accept="image/*,.heic,.heif"
          className="visually-hidden"
          tabIndex={-1}
          aria-label={t("room.picture")}
          data-testid="room-picture"
          onChange={(event) => {
            const [picture] = event.target.files ?? [];
            event.target.value = "";
            if (picture) sendPicture(picture);
          }}
        />
      </div>
    </form>
  );
}
