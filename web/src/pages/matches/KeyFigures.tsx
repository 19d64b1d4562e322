/** The figures read first, each with how it changed since the range before. */
import { useTranslation } from "react-i18next";

import type { MatchForm, MatchOverview } from "../../api/types";
import { Term } from "./definitions";
import { count, isFew, percent, seconds, shareOf } from "./figures";
import styles from "./KeyFigures.module.css";

interface Props {
  form: MatchForm;
  now: MatchOverview;
  before: MatchOverview | undefined;
}

interface Figure {
  id: string;
  name: string;
  value: (overview: MatchOverview) => number | null;
  shown: (value: number) => string;
  note?: string | undefined;
  few?: boolean;
  /** Whether more is better; null where neither is, as with mere size. */
  better: boolean | null;
  /** A share: its change is told in points. */
  isShare?: boolean;
}

export function KeyFigures({ form, now, before }: Props) {
  const { t, i18n } = useTranslation();
  const isShare = form !== "one_to_one";
  const ofRating = now.total.rating;
  const interval = (lo: number | null | undefined, hi: number | null | undefined, shown: (value: number) => string) =>
    typeof lo === "number" && typeof hi === "number" ? t("matches.interval", { lo: shown(lo), hi: shown(hi) }) : undefined;
  const asRating = (value: number) => (isShare ? percent(value) : value.toFixed(2));
  const satisfaction: Figure = {
    id: "satisfaction",
    name: `${t("matches.rating")} · ${isShare ? t("matches.fits") : t("matches.out_of_12")}`,
    value: ({ total }) => total.rating?.value ?? null,
    shown: asRating,
    note: interval(ofRating?.lo, ofRating?.hi, asRating),
    few: ofRating ? isFew(ofRating) : false,
    better: true,
    isShare,
  };
  const shown: Figure = { id: "shown", name: t(`matches.steps.${form}.shown`), value: ({ total }) => total.shown ?? null, shown: (value) => count(value, i18n.language), better: null };
  const share = (id: "opened" | "completed", name: string): Figure => ({
    id, name, value: ({ total }) => shareOf(total[id], total.shown), shown: (value) => percent(value), better: true, isShare: true,
  });
  const figures: Figure[] =
    form === "one_to_one"
      ? [
          shown,
          { id: "matched", name: t("matches.matched_share"), value: ({ matched }) => matched.value, shown: (value) => percent(value), note: interval(now.matched.lo, now.matched.hi, (value) => percent(value)), few: isFew(now.matched), better: true, isShare: true },
          { id: "wait", name: t("matches.wait_p50"), value: ({ total }) => total.wait_p50_s ?? null, shown: (value) => seconds(t, value), better: false },
          { id: "wait", name: t("matches.wait_p90"), value: ({ total }) => total.wait_p90_s ?? null, shown: (value) => seconds(t, value), better: false },
          { id: "failed_invitations", name: t("matches.failed"), value: ({ invitations }) => invitations?.failed_per_match ?? null, shown: (value) => value.toFixed(2), note: t("matches.failed_unit"), better: false },
          satisfaction,
        ]
      : [shown, share("opened", t("matches.opened_share")), ...(form === "micro_course" ? [share("completed", t("matches.completed_share")), satisfaction] : [])];
  return (
    <ul className={styles["figures"]} aria-label={t("matches.figures")} data-testid="key-figures">
      {figures.map((figure) => {
        const value = figure.value(now);
        const last = before && !before.total.small ? figure.value(before) : null;
        return (
          <li key={figure.name}>
            <span className={styles["name"]}>
              <Term id={figure.id}>{figure.name}</Term>
            </span>
            <strong className={styles["value"]}>{now.total.small ? t("matches.small") : value === null ? t("matches.none") : figure.shown(value)}</strong>
            <span className={styles["note"]}>
              {figure.note !== undefined && value !== null && figure.note}
              {figure.few && ` · ${t("matches.few")}`}
            </span>
            {value !== null && last !== null && figure.better !== null && <Change change={figure.isShare ? value - last : value / last - 1} better={figure.better} isShare={figure.isShare ?? false} />}
          </li>
        );
      })}
    </ul>
  );
}

/** Less is no news. */
const STEADY = 0.01;

function Change({ change, better, isShare }: { change: number; better: boolean; isShare: boolean }) {
  const { t } = useTranslation();
  if (!Number.isFinite(change)) return null;
  const steady = Math.abs(change) < STEADY;
  const tone = steady ? "same" : change > 0 === better ? "good" : "bad";
  const size = Math.abs(change * 100).toFixed(1);
  return (
    <span className={styles[tone]}>
      {!steady && `${change > 0 ? "▲" : "▼"} ${isShare ? t("matches.share_points", { n: size }) : `${size}%`} `}
      <span className={styles["than"]}>{steady ? t("matches.steady") : t("matches.before")}</span>
    </span>
  );
}

