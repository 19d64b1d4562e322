import { Button, Progress } from "antd";
import { useTranslation } from "react-i18next";

import type { UploadState } from "../../api/usePhotoUpload";
import styles from "./UploadProgress.module.css";

interface Props {
  state: UploadState;
  onCancel: () => void;
}

/** The picture being sent, and how far it is. */
export function UploadProgress({ state, onCancel }: Props) {
  const { t } = useTranslation();
  const percent = Math.round(state.share * 100);
  const words = {
    idle: "",
    preparing: t("ask.preparing"),
    sending: t("ask.uploading", { percent }),
    sent: t("ask.uploaded"),
  }[state.phase];
  return (
    <div className={styles["row"]} role="status">
      {state.preview !== null && <img src={state.preview} alt="" className={styles["picture"]} />}
      <div className={styles["bar"]}>
        <p>{words}</p>
        <Progress percent={percent} showInfo={false} aria-label={words} />
        <Button onClick={onCancel} size="small">
          {t("ask.cancel_upload")}
        </Button>
      </div>
    </div>
  );
}
