/** Camera and album on a phone, one upload button on a laptop. */
import { CameraOutlined, PictureOutlined } from "@ant-design/icons";
import { useId, type ChangeEvent } from "react";
import { useTranslation } from "react-i18next";

import { ACCEPT } from "../../lib/picture";
import { TOUCH, useMediaQuery } from "../../lib/useMediaQuery";
import { classes } from "../../lib/classes";
import styles from "./PictureButtons.module.css";

interface Props {
  disabled: boolean;
  onFiles: (files: File[]) => void;
}

export function PictureButtons({ disabled, onFiles }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const thumb = useMediaQuery(TOUCH);
  const narrow = useMediaQuery("(max-width: 899px)");
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    onFiles([...(event.target.files ?? [])]);
    event.target.value = "";
  };
  const camera = thumb || narrow;
  return (
    <div className={styles["buttons"]}>
      <span className={camera ? styles["item"] : styles["away"]}>
        <input
          id={`${id}-camera`}
          className={styles["input"]}
          type="file"
          accept={ACCEPT}
          capture="environment"
          disabled={disabled}
          onChange={take}
          data-testid="ask-photo"
        />
        <label htmlFor={`${id}-camera`} className={classes(styles["button"], styles["strong"])}>
          <CameraOutlined aria-hidden className={styles["icon"]} />
          {t("ask.photo")}
        </label>
      </span>
      <span className={styles["item"]}>
        <input
          id={`${id}-album`}
          className={styles["input"]}
          type="file"
          accept={ACCEPT}
          disabled={disabled}
          onChange={take}
          data-testid="ask-album"
        />
        <label htmlFor={`${id}-album`} className={styles["button"]}>
          <PictureOutlined aria-hidden className={styles["icon"]} />
          {camera ? t("ask.album") : t("ask.file")}
        </label>
      </span>
    </div>
  );
}
