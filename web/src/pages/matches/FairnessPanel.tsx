/** Whether invitations fall evenly on teachers, and whether suburban students are helped as often as others. */
import { useTranslation } from "react-i18next";

import { useFairness } from "../../api/matchQuality";
import type { Fairness, Interval } from "../../api/types";
import { Chart } from "../../components/charts/Chart";
import chart from "../../components/charts/charts.module.css";
import { QueryGate } from "../../components/QueryGate";
import { Term } from "./definitions";
import styles from "./FairnessPanel.module.css";
import { isFew, percent } from "./figures";
import { Panel } from "./Panel";
import type { MatchAddress } from "./useMatchAddress";

export function FairnessPanel({ address }: { address: MatchAddress }) {
  const { t } = useTranslation();
  const query = useFairness(address.range);
  return (
    <Panel title={t("matches.fairness")} lead={query.data && t("matches.teachers_on_duty", { n: query.data.teachers })} csv="fairness" address={address} testId="fairness">
      <QueryGate query={query}>{(fairness) => <Body fairness={fairness} />}</QueryGate>
    </Panel>
  );
}

function Body({ fairness }: { fairness: Fairness }) {
  const { t } = useTranslation();
  return (
    <div className={styles["body"]}>
      <dl className={styles["facts"]}>
        <div>
          <dt><Term id="exposure_gini" /></dt>
          <dd>{fairness.exposure_gini === null ? t("matches.none") : fairness.exposure_gini.toFixed(2)}</dd>
        </div>
        <div>
          <dt><Term id="uninvited" /></dt>
          <dd>
            <Figure interval={fairness.uninvited} />
          </dd>
        </div>
        <div>
          <dt><Term id="new_teachers" /></dt>
          <dd>
            <Figure interval={fairness.new_teachers} />
          </dd>
        </div>
        <div>
          <dt><Term id="suburban" /></dt>
          <dd>
            <Figure interval={fairness.suburban} />
          </dd>
        </div>
        <div>
          <dt>
            <Term id="matched">
              {t("matches.others")} {t("matches.matched_share")}
            </Term>
          </dt>
          <dd>
            <Figure interval={fairness.others} />
          </dd>
        </div>
      </dl>
      {fairness.lorenz.length > 0 && (
        <figure>
          <Lorenz shares={fairness.lorenz} />
          <figcaption>{t("matches.lorenz")}</figcaption>
        </figure>
      )}
    </div>
  );
}

function Figure({ interval }: { interval: Interval }) {
  const { t } = useTranslation();
  if (interval.value === null) return <>{t("matches.none")}</>;
  return (
    <>
      {percent(interval.value)} <small>{t("matches.interval", { lo: percent(interval.lo), hi: percent(interval.hi) })}</small>
      {isFew(interval) && <small> · {t("matches.few")}</small>}
    </>
  );
}

const SIDE = 170;
const PAD = { left: 38, bottom: 22 };

function Lorenz({ shares }: { shares: number[] }) {
  const { t } = useTranslation();
  return (
    <Chart label={t("matches.lorenz")} height={SIDE}>
      {(width) => {
        const w = Math.min(260, width) - PAD.left - 8;
        const x = (share: number) => PAD.left + share * w;
        const y = (share: number) => SIDE - PAD.bottom - share * (SIDE - PAD.bottom - 8);
        const points = shares.map((share, i) => `${x(i / (shares.length - 1))},${y(share)}`);
        return (
          <>
            {[0, 0.5, 1].map((mark) => (
              <g key={mark}>
                <line className={chart["grid"]} x1={PAD.left} x2={x(1)} y1={y(mark)} y2={y(mark)} />
                <text className={chart["tick"]} x={PAD.left - 5} y={y(mark) + 4} textAnchor="end">
                  {percent(mark, 0)}
                </text>
                <text className={chart["tick"]} x={x(mark)} y={SIDE - 6} textAnchor={mark === 1 ? "end" : "middle"}>
                  {percent(mark, 0)}
                </text>
              </g>
            ))}
            <g className={chart["soft"]}>
              <line className={chart["line"]} strokeDasharray="4 4" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
              <text className={chart["tick"]} x={x(0.52)} y={y(0.62)} textAnchor="end">
                {t("matches.lorenz_even")}
              </text>
            </g>
            <g className={chart["brand"]}>
              <polyline className={chart["line"]} points={points.join(" ")} />
            </g>
          </>
        );
      }}
    </Chart>
  );
}
