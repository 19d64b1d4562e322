/** One box for everything: words, a photo, a file, a paste, a drop. */
import { App, Button, Input } from "antd";
import { useCallback, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useAskInWords } from "../../api/questions";
import type { Question } from "../../api/types";
import { usePhotoUpload } from "../../api/usePhotoUpload";
import { useProblemText } from "../../app/useProblemText";
import { pictureFault } from "../../lib/picture";
import { useDraft } from "../../lib/useDraft";
import { classes } from "../../lib/classes";
import styles from "./Composer.module.css";
import { PictureButtons } from "./PictureButtons";
import { UploadProgress } from "./UploadProgress";
import { usePasteAndDrop } from "./usePasteAndDrop";

/** As much as the service takes. */
const LONGEST = 4_000;
const COUNT_FROM = 3_000;

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function Composer() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const textOf = useProblemText();
  const [text, setText] = useDraft("ask");
  const [fault, setFault] = useState<string | null>(null);
  const ask = useAskInWords();

  const open = useCallback(
    (question: Question) => void navigate(`/questions/${encodeURIComponent(question.id)}`),
    [navigate],
  );
  const failed = useCallback((error: unknown) => setFault(textOf(error)), [textOf]);
  const { state: uploading, send, cancel } = usePhotoUpload(open, failed);

  const takeFiles = useCallback(
    (files: File[]) => {
      const [file] = files;
      if (!file) return;
      const wrong = pictureFault(file);
      setFault(wrong === null ? null : t(`ask.${wrong}`));
      if (wrong !== null) return;
      if (files.length > 1) void message.info(t("ask.one_only"));
      void send(file);
    },
    [message, send, t],
  );
  const takeText = useCallback((pasted: string) => setText(text + pasted), [setText, text]);
  const dropping = usePasteAndDrop(takeFiles, takeText);

  const submit = () => {
    const words = text.trim();
    const tooLong = words.length > LONGEST ? t("ask.too_long", { max: LONGEST }) : null;
    const wrong = words === "" ? t("ask.blank") : tooLong;
    setFault(wrong);
    if (wrong !== null) return;
    ask.mutate(words, {
      onSuccess: (question) => {
        setText("");
        open(question);
      },
      onError: failed,
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };

  const busy = uploading.phase !== "idle";
  return (
    <section className={classes(styles["composer"], dropping && styles["dropping"])}>
      {busy ? (
        <UploadProgress state={uploading} onCancel={cancel} />
      ) : (
        <>
          <label htmlFor="ask-text" className="visually-hidden">
            {t("ask.label")}
          </label>
          <Input.TextArea
            id="ask-text"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
            placeholder={dropping ? t("ask.drop") : t("ask.placeholder")}
            autoSize={{ minRows: 4, maxRows: 14 }}
            variant="borderless"
            className={styles["text"]}
            aria-describedby="ask-fault"
            data-testid="ask-text"
          />
        </>
      )}
      <div id="ask-fault" aria-live="assertive">
        {fault !== null && <p className={styles["fault"]}>{fault}</p>}
      </div>
      <div className={styles["bar"]}>
        {text.length > COUNT_FROM && (
          <span className={styles["count"]}>{t("ask.count", { count: text.length, max: LONGEST })}</span>
        )}
        <PictureButtons disabled={busy} onFiles={takeFiles} />
        <Button
          type="primary"
          size="large"
          className={styles["submit"]}
          onClick={submit}
          disabled={busy}
          loading={ask.isPending}
          data-testid="ask-submit"
        >
          {t("ask.submit")}
        </Button>
      </div>
      <p className={styles["hint"]}>
        <span className={styles["shortcut"]}>{t("ask.shortcut", { key: IS_MAC ? "⌘" : "Ctrl" })} · </span>
        {t("ask.privacy")}
      </p>
    </section>
  );
}
