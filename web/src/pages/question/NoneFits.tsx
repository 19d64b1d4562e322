/** "None of these fit" is always one tap away, and what is said is kept. */
import { CheckCircleOutlined } from "@ant-design/icons";
import { Button, Drawer, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useNoneFits } from "../../api/recommendations";
import type { NoneFitsReason } from "../../api/types";
import { classes } from "../../lib/classes";
import styles from "./NoneFits.module.css";

const REASONS: NoneFitsReason[] = ["too_hard", "too_easy", "off_topic", "already_seen", "want_person", "other"];
const LONGEST = 300;

export function NoneFits({ slateId }: { slateId: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState<NoneFitsReason | null>(null);
  const [note, setNote] = useState("");
  const send = useNoneFits(slateId);

  const submit = () => {
    if (reason === null) return;
    const words = note.trim();
    send.mutate({ reason, ...(words === "" ? {} : { note: words }) });
  };
  return (
    <div className={styles["none"]}>
      {send.isSuccess ? (
        <p role="status" className={styles["kept"]}>
          <CheckCircleOutlined aria-hidden /> {t("question.thanks")} · {t("question.kept")}
        </p>
      ) : (
        <Button size="large" onClick={() => setOpen(true)} data-testid="none-fits">
          {t("question.none_fits")}
        </Button>
      )}
      <Drawer
        open={open}
        placement="bottom"
        title={send.isSuccess ? t("question.thanks") : t("question.none_fits_title")}
        size="auto"
        onClose={() => setOpen(false)}
        styles={{
          section: { borderRadius: "24px 24px 0 0", maxWidth: 640, maxHeight: "100vh", margin: "0 auto" },
          body: { paddingBottom: 28 },
        }}
      >
        {send.isSuccess ? (
          <div role="status">
            <p className={styles["lead"]}>{t("question.kept")}</p>
            <Button type="primary" size="large" block onClick={() => setOpen(false)} data-testid="none-fits-close">
              {t("action.close")}
            </Button>
          </div>
        ) : (
          <>
            <p className={styles["lead"]}>{t("question.none_fits_lead")}</p>
            <div className={styles["reasons"]} role="radiogroup" aria-label={t("question.none_fits_title")}>
              {REASONS.map((one) => (
                <label key={one} className={classes(styles["reason"], reason === one && styles["chosen"])}>
                  <input
                    type="radio"
                    name="none-fits-reason"
                    value={one}
                    checked={reason === one}
                    onChange={() => setReason(one)}
                    className={styles["radio"]}
                    data-testid={`none-fits-${one}`}
                  />
                  {t(`question.reasons.${one}`)}
                </label>
              ))}
            </div>
            <Input.TextArea
              aria-label={t("question.note")}
              placeholder={t("question.note")}
              value={note}
              onChange={(event) => setNote(event.target.value)}
              maxLength={LONGEST}
              autoSize={{ minRows: 2, maxRows: 5 }}
              data-testid="none-fits-note"
            />
            <Button
              type="primary"
              size="large"
              block
              className={styles["send"]}
              disabled={reason === null}
              loading={send.isPending}
              onClick={submit}
              data-testid="none-fits-send"
            >
              {t("question.send")}
            </Button>
          </>
        )}
      </Drawer>
    </div>
  );
}
