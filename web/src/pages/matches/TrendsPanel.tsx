/** Week by week: how many, how long they waited, how satisfied they were. */
import { useTranslation } from "react-i18next";

import type { MatchOverview } from "../../api/types";
import { LineChart } from "../../components/charts/LineChart";
import { Term } from "./definitions";
import { count, percent, seconds } from "./figures";
import { Panel } from "./Panel";
import styles from "./TrendsPanel.module.css";
import type { MatchAddress } from "./useMatchAddress";

export function TrendsPanel({ overview, address }: { overview: MatchOverview; address: MatchAddress }) {
  const { t, i18n } = useTranslation();
  const { form } = address;
  const isAsked = form === "one_to_one";
  const days = overview.weeks.map(({ key }) => key);
  const failed = new Map(overview.invitation_weeks.map(({ key, failed_per_match }) => [key, failed_per_match]));
  const step = isAsked ? "accepted" : "opened";
  return (
    <Panel title={t("matches.trends")} csv="weeks" address={address} wide testId="trends">
      <div className={styles["charts"]}>
        <figure>
          <figcaption>
            <Term id={isAsked ? "matched" : "opened"}>{t(isAsked ? "matches.trend_count" : "matches.trend_count_content")}</Term>
          </figcaption>
          <LineChart
            label={t(isAsked ? "matches.trend_count" : "matches.trend_count_content")}
            days={days}
            format={(value) => count(value, i18n.language)}
            series={[
              { name: t(`matches.steps.${form}.shown`), tone: "soft", dashed: true, values: overview.weeks.map(({ shown }) => shown) },
              { name: t(`matches.steps.${form}.${step}`), tone: "brand", values: overview.weeks.map((week) => week[step]) },
            ]}
          />
        </figure>
        {isAsked && (
          <figure>
            <figcaption>
              <Term id="wait">{t("matches.trend_wait")}</Term>
            </figcaption>
            <LineChart
              label={t("matches.trend_wait")}
              days={days}
              format={(value) => seconds(t, value)}
              series={[
                { name: t("matches.wait_p50"), tone: "brand", values: overview.weeks.map(({ wait_p50_s }) => wait_p50_s) },
                { name: t("matches.wait_p90"), tone: "second", dashed: true, values: overview.weeks.map(({ wait_p90_s }) => wait_p90_s) },
              ]}
            />
          </figure>
        )}
        {form !== "answer" && (
          <figure>
            <figcaption>
              <Term id="satisfaction">{t("matches.trend_rating")}</Term>
            </figcaption>
            <LineChart
              label={t("matches.trend_rating")}
              days={days}
              fromZero={!isAsked}
              format={(value) => (isAsked ? value.toFixed(1) : percent(value, 0))}
              series={[
                {
                  name: t("matches.trend_rating"),
                  tone: "brand",
                  values: overview.weeks.map(({ rating }) => rating?.value ?? null),
                  bounds: overview.weeks.map(({ rating }) => (typeof rating?.lo === "number" && typeof rating.hi === "number" ? [rating.lo, rating.hi] : null)),
                },
              ]}
            />
          </figure>
        )}
        {isAsked && (
          <figure>
            <figcaption>
              <Term id="failed_invitations">{t("matches.trend_failed")}</Term>
            </figcaption>
            <LineChart
              label={t("matches.trend_failed")}
              days={days}
              format={(value) => value.toFixed(1)}
              series={[{ name: t("matches.trend_failed"), tone: "brand", values: days.map((day) => failed.get(day) ?? null) }]}
            />
          </figure>
        )}
      </div>
    </Panel>
  );
}
