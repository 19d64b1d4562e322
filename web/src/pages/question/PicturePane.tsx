/** The photograph with its questions outlined; one tap or key chooses. */
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Picture, Question, Region } from "../../api/types";
import { classes } from "../../lib/classes";
import { oneLine } from "../../lib/oneLine";
import { placed, upright } from "./frame";
import styles from "./PicturePane.module.css";

interface Props {
  question: Question;
  picture: Picture;
  picking: boolean;
  busy: boolean;
  onPick: (region: number) => void;
}

/** Tallest picture in pixels: with room to choose from, and once there is nothing to choose. */
const TALL = 460;
const LOW = 220;
const LONGEST_LABEL = 40;

export function PicturePane({ question, picture, picking, busy, onPick }: Props) {
  const { t } = useTranslation();
  const [gone, setGone] = useState(false);
  const { regions, region, state } = question;
  if (gone) return null;
  if (picture.width === 0) {
    // Its size is known once it has been read; until then, and where nothing could be read, it is shown as it is.
    return (
      <img
        src={picture.url}
        alt={t("question.picture")}
        className={styles["unread"]}
        style={{ maxHeight: LOW }}
        onError={() => setGone(true)}
      />
    );
  }

  const several = regions.length > 1;
  const choosable = several && state === "read";
  const shortText = (one: Region) => oneLine(one.text).slice(0, LONGEST_LABEL);
  const position = regions.findIndex((one) => one.index === region);
  const tallest = several || state !== "read" ? TALL : LOW;
  return (
    <div className={styles["pane"]}>
      <p role="status" className={choosable ? styles["pick"] : "visually-hidden"}>
        {picking && t("question.pick", { count: regions.length })}
        {choosable && position >= 0 && t("question.picked", { index: position + 1, count: regions.length })}
      </p>
      <div
        className={styles["limit"]}
        style={{ maxWidth: `${Math.round((tallest * picture.width) / picture.height)}px` }}
      >
        <div className={styles["frame"]} style={{ paddingTop: `${(100 * picture.height) / picture.width}%` }}>
          <img
            src={picture.url}
            alt={t("question.picture")}
            className={styles["picture"]}
            style={upright(question.rotation, picture)}
            onError={() => setGone(true)}
          />
          {regions.map((one, index) =>
            choosable ? (
              <button
                key={one.index}
                type="button"
                aria-disabled={busy}
                className={classes(styles["region"], one.index === region && styles["chosen"])}
                style={placed(one.box, picture)}
                aria-pressed={one.index === region}
                aria-label={t("question.region", { index: index + 1, text: shortText(one) })}
                onClick={() => {
                  if (!busy && one.index !== region) onPick(one.index);
                }}
                data-testid={`region-${one.index}`}
              >
                <span className={styles["number"]}>{index + 1}</span>
              </button>
            ) : (
              <div
                key={one.index}
                className={classes(styles["region"], styles["still"])}
                style={placed(one.box, picture)}
                data-testid={`region-${one.index}`}
              />
            ),
          )}
        </div>
      </div>
    </div>
  );
}
