/** How long matched students waited. */
import { useTranslation } from "react-i18next";

import type { WaitBin } from "../../api/types";
import { Histogram } from "../../components/charts/Histogram";
import { seconds } from "./figures";
import { Panel } from "./Panel";
import type { MatchAddress } from "./useMatchAddress";

export function WaitsPanel({ waits, address }: { waits: WaitBin[]; address: MatchAddress }) {
  const { t } = useTranslation();
  const last = waits.reduce((most, { students }, i) => (students > 0 ? i : most), 0);
  return (
    <Panel title={t("matches.waits")} definition="wait" lead={t("matches.waits_lead")} csv="waits" address={address} testId="waits">
      <Histogram
        label={t("matches.waits")}
        bars={waits.slice(0, last + 1).map(({ from_s, to_s, students }) => {
          const range = to_s === null ? `> ${seconds(t, from_s)}` : `${seconds(t, from_s)} – ${seconds(t, to_s)}`;
          return { key: to_s === null ? "∞" : `≤${seconds(t, to_s).replace(" ", "")}`, value: students, title: `${range}: ${students} ${t("matches.students")}` };
        })}
      />
    </Panel>
  );
}
