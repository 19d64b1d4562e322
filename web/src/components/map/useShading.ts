/** What colours the map: own or a class's mastery, how often asked, or core concepts; with its legend and words. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useClassMastery, useOwnMastery, useQuestionCounts } from "../../api/maps";
import type { MapView } from "../../api/types";
import { kindColours, ramp } from "./colours";
import { countLabel, countStep, countSteps, masteryStep, type LegendEntry, type Shades, type Shading } from "./shading";

export interface Shaded {
  shades: Shades;
  legend: LegendEntry[];
  /** The number of a point, in words. */
  wordsOf: (id: string) => string;
  error: unknown;
  /** Nothing is known of any point. */
  bare: boolean;
}

interface Wanted {
  map: MapView;
  shading: Shading;
  classId: string | null;
  dark: boolean;
}

const percent = (share: number) => Math.round(share * 100);
const NONE: Record<string, never> = {};

function entriesOf(colours: readonly string[], labels: readonly string[]): LegendEntry[] {
  return colours.map((colour, index) => ({ key: String(index), colour, label: labels[index] ?? "" }));
}

const PERCENTS = ["<20%", "20–40", "40–60", "60–80", "≥80%"];

export function useShading({ map, shading, classId, dark }: Wanted): Shaded {
  const { t } = useTranslation();
  const own = useOwnMastery(map.code, shading === "mastery");
  const ofClass = useClassMastery(map.code, shading === "class" ? classId : null);
  const asked = useQuestionCounts(map.code, shading === "questions");
  const mastery = own.data ?? NONE;
  const classMastery = ofClass.data ?? NONE;
  const counts = asked.data ?? NONE;
  const error = { mastery: own.error, class: ofClass.error, questions: asked.error, concepts: null }[shading];

  const points = useMemo(() => map.themes.flatMap((theme) => theme.units.flatMap((unit) => unit.points)), [map]);
  const painted = useMemo((): Omit<Shaded, "error"> => {
    if (shading === "mastery" || shading === "class") {
      const colours = ramp("mastery", dark);
      const known: Record<string, { mastery: number; count: number } | undefined> = {};
      if (shading === "mastery") for (const [id, one] of Object.entries(mastery)) known[id] = { mastery: one.mastery, count: one.evidence };
      else for (const [id, one] of Object.entries(classMastery)) known[id] = { mastery: one.mastery, count: one.students };
      const shades = new Map<string, string>();
      for (const { id } of points) {
        const one = known[id];
        if (one) shades.set(id, colours[masteryStep(one.mastery)] ?? "");
      }
      const wordsOf = (id: string) => {
        const one = known[id];
        if (!one) return t(shading === "class" ? "map.class_unknown" : "map.mastery_unknown");
        return t(shading === "class" ? "map.class_words" : "map.mastery_words", { percent: percent(one.mastery), count: one.count });
      };
      return { shades, legend: entriesOf(colours, PERCENTS), wordsOf, bare: shades.size === 0 };
    }
    if (shading === "questions") {
      const colours = ramp("asked", dark);
      const steps = countSteps(points.map(({ id }) => counts[id] ?? 0));
      const shades = new Map<string, string>();
      for (const { id } of points) {
        const count = counts[id] ?? 0;
        if (count > 0) shades.set(id, colours[countStep(count, steps)] ?? "");
      }
      return {
        shades,
        legend: entriesOf(colours, colours.map((_, index) => countLabel(steps, index))),
        wordsOf: (id) => ((counts[id] ?? 0) === 0 ? t("map.questions_none") : t("map.questions_words", { count: counts[id] ?? 0 })),
        bare: shades.size === 0,
      };
    }
    const used = Object.entries(map.core_concepts).filter(([slug]) => points.some((point) => point.core_concept === slug));
    const colours = kindColours(used.length, dark);
    const legend = used.map(([slug, label], index): LegendEntry => ({
      key: slug,
      colour: colours[index] ?? "",
      label,
      ids: new Set(points.filter((point) => point.core_concept === slug).map(({ id }) => id)),
    }));
    const shades = new Map(legend.flatMap((entry) => [...(entry.ids ?? [])].map((id): [string, string] => [id, entry.colour])));
    const names = new Map(legend.flatMap((entry) => [...(entry.ids ?? [])].map((id): [string, string] => [id, entry.label])));
    return {
      shades,
      legend,
      wordsOf: (id) => {
        const name = names.get(id);
        return name === undefined ? "" : t("map.concept_words", { name });
      },
      bare: shades.size === 0,
    };
  }, [shading, dark, points, mastery, classMastery, counts, map, t]);
  return useMemo(() => ({ ...painted, error }), [painted, error]);
}
