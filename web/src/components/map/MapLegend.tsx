/** What the colours mean, always in sight; an entry that can be pressed shows where its points are. */
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { classes } from "../../lib/classes";
import choice from "./choice.module.css";
import styles from "./MapLegend.module.css";
import type { LegendEntry, Shading } from "./shading";

interface Props {
  shading: Shading;
  legend: LegendEntry[];
  only: string | null;
  onOnly: (key: string | null) => void;
  note?: string | undefined;
}

/** More than these are folded on a small screen. */
const FEW = 5;

export function MapLegend({ shading, legend, only, onOnly, note }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const kinds = shading === "concepts";
  return (
    <section className={styles["legend"]} aria-label={t("map.legend")} data-testid="map-legend">
      <p className={styles["title"]}>
        <span>{t(`map.shadings.${shading}`)}</span>
        {kinds && legend.length > FEW && (
          <button type="button" className={styles["fold"]} aria-expanded={open} onClick={() => setOpen(!open)}>
            {t(open ? "map.smaller" : "map.larger")}
          </button>
        )}
      </p>
      {kinds ? (
        <ul className={classes(styles["kinds"], open && styles["open"])}>
          {legend.length === 0 && <li className={styles["note"]}>{t("map.unknown.concepts")}</li>}
          {legend.map(({ key, colour, label }) => (
            <li key={key}>
              <button
                type="button"
                className={classes(choice["choice"], styles["kind"], only === key && choice["chosen"], only === key && styles["only"])}
                aria-pressed={only === key}
                title={t("map.legend_find", { name: label })}
                onClick={() => onOnly(only === key ? null : key)}
              >
                <i style={{ background: colour }} aria-hidden />
                {label}
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <ul className={styles["steps"]}>
          <li className={styles["unknown"]}>
            <i aria-hidden />
            {t(`map.unknown.${shading}`)}
          </li>
          {legend.map(({ key, colour, label }) => (
            <li key={key}>
              <i style={{ background: colour }} aria-hidden />
              {label}
            </li>
          ))}
        </ul>
      )}
      {note !== undefined && <p className={styles["note"]}>{note}</p>}
    </section>
  );
}
