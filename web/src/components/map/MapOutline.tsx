/** The same map as a list: themes, units, points; for the keyboard, the screen reader, and whoever likes lists. */
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { MapView } from "../../api/types";
import { classes } from "../../lib/classes";
import choice from "./choice.module.css";
import styles from "./MapOutline.module.css";
import type { Shades } from "./shading";
import { useGradeName } from "./useGrades";

interface Props {
  map: MapView;
  shades: Shades;
  wordsOf: (id: string) => string;
  selected?: string | null;
  picked?: readonly string[];
  onChoose: (id: string) => void;
}

export function MapOutline({ map, shades, wordsOf, selected = null, picked, onChoose }: Props) {
  const { t } = useTranslation();
  const gradeName = useGradeName();
  const home = useMemo(
    () => map.themes.findIndex((theme) => theme.units.some((unit) => unit.points.some((point) => point.id === selected))),
    [map, selected],
  );
  const [open, setOpen] = useState<ReadonlySet<number>>(() => new Set([Math.max(0, home)]));
  const all = open.size >= map.themes.length;
  const toggle = (index: number, wanted: boolean) => {
    if (open.has(index) === wanted) return;
    const next = new Set(open);
    if (wanted) next.add(index);
    else next.delete(index);
    setOpen(next);
  };
  return (
    <div className={styles["outline"]} data-testid="map-outline">
      <div className={styles["head"]}>
        <h2>{t("map.outline")}</h2>
        <Button type="link" onClick={() => setOpen(all ? new Set() : new Set(map.themes.map((_, index) => index)))}>
          {t(all ? "map.collapse_all" : "map.expand_all")}
        </Button>
      </div>
      {map.themes.map((theme, index) => (
        <details key={theme.name} className={styles["theme"]} open={open.has(index)} onToggle={(event) => toggle(index, event.currentTarget.open)}>
          <summary>
            <span>{theme.name}</span>
            <small>{t("map.points_count", { count: theme.units.reduce((sum, unit) => sum + unit.points.length, 0) })}</small>
          </summary>
          {open.has(index) &&
            theme.units.map((unit) => (
              <section key={unit.id} className={styles["unit"]} aria-label={unit.name}>
                <h3>
                  {unit.name}
                  <small>{t(unit.term === 1 ? "map.term.t1" : "map.term.t2", { grade: gradeName(unit.grade) })}</small>
                </h3>
                <ul>
                  {unit.points.map((point) => {
                    const chosen = picked?.includes(point.id) ?? point.id === selected;
                    return (
                      <li key={point.id}>
                        <button
                          type="button"
                          className={classes(choice["choice"], styles["point"], chosen && choice["chosen"])}
                          aria-pressed={picked ? chosen : undefined}
                          aria-current={!picked && chosen ? "true" : undefined}
                          onClick={() => onChoose(point.id)}
                          data-point={point.id}
                        >
                          <i aria-hidden style={{ background: shades.get(point.id) }} />
                          <span>{point.name}</span>
                          <small>{wordsOf(point.id)}</small>
                        </button>
                      </li>
                    );
                  })}
                </ul>
              </section>
            ))}
        </details>
      ))}
    </div>
  );
}
