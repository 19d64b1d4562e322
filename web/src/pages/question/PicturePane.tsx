/** The photograph with its questions outlined; one tap or key chooses. */
import { useState, type CSSProperties } from "react";
import { useTranslation } from "react-i18next";

import type { Question, Region } from "../../api/types";
import styles from "./PicturePane.module.css";

interface Props {
  question: Question;
  picture: { url: string; width: number; height: number };
  picking: boolean;
  busy: boolean;
  onPick: (region: number) => void;
}

const HEIGHT_ONE = 300;
const HEIGHT_MANY = 560;
const LONGEST_LABEL = 40;

function placed([x0 = 0, y0 = 0, x1 = 0, y1 = 0]: number[], width: number, height: number): CSSProperties {
  const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(3)}%`;
  return {
    left: percent(x0, width),
    top: percent(y0, height),
    width: percent(x1 - x0, width),
    height: percent(y1 - y0, height),
  };
}

export function PicturePane({ question, picture, picking, busy, onPick }: Props) {
  const { t } = useTranslation();
  const [gone, setGone] = useState(false);
  const { regions, region, state } = question;
  const several = regions.length > 1;
  if (gone) return null;

  const shortText = (one: Region) => one.text.replace(/\s+/g, " ").slice(0, LONGEST_LABEL);
  const position = regions.findIndex((one) => one.index === region);
  const widest = ((several || state !== "read" ? HEIGHT_MANY : HEIGHT_ONE) * picture.width) / picture.height;
  return (
    <div className={styles["pane"]}>
      <div aria-live="polite">
        {picking && <p className={styles["pick"]}>{t("question.pick", { count: regions.length })}</p>}
        {several && position >= 0 && (
          <p className={styles["picked"]}>{t("question.picked", { index: position + 1, count: regions.length })}</p>
        )}
      </div>
      <div className={styles["frame"]} style={{ maxWidth: `${Math.round(widest)}px` }}>
        <img
          src={picture.url}
          width={picture.width}
          height={picture.height}
          alt={t("question.picture")}
          className={styles["picture"]}
          onError={() => setGone(true)}
        />
        {regions.map((one, index) =>
          several && state === "read" ? (
            <button
              key={one.index}
              type="button"
              disabled={busy}
              className={`${styles["region"] ?? ""} ${one.index === region ? (styles["chosen"] ?? "") : ""}`}
              style={placed(one.box, picture.width, picture.height)}
              aria-pressed={one.index === region}
              aria-label={t("question.region", { index: index + 1, text: shortText(one) })}
              onClick={() => {
                if (one.index !== region) onPick(one.index);
              }}
              data-testid={`region-${one.index}`}
            >
              <span className={styles["number"]}>{index + 1}</span>
            </button>
          ) : (
            <div
              key={one.index}
              className={`${styles["region"] ?? ""} ${styles["still"] ?? ""}`}
              style={placed(one.box, picture.width, picture.height)}
              data-testid={`region-${one.index}`}
            />
          ),
        )}
      </div>
    </div>
  );
}
