/** Who helps whom across districts. */
import { useTranslation } from "react-i18next";

import { useFlow } from "../../api/matchQuality";
import { FlowChart } from "../../components/charts/FlowChart";
import { PageState } from "../../components/PageState";
import { QueryGate } from "../../components/QueryGate";
import { percent } from "./figures";
import { Panel } from "./Panel";
import type { MatchAddress } from "./useMatchAddress";

export function FlowPanel({ address, own, nameOf }: { address: MatchAddress; own: string | null; nameOf: (id: string) => string }) {
  const { t } = useTranslation();
  const query = useFlow(address.range);
  const edges = (query.data?.edges ?? []).flatMap(({ student_district, teacher_district, accepted }) =>
    accepted === null ? [] : [{ from: student_district, to: teacher_district, value: accepted }],
  );
  const helped = edges.filter(({ from }) => own === null || from === own);
  const total = helped.reduce((sum, { value }) => sum + value, 0);
  const crossing = helped.reduce((sum, { from, to, value }) => sum + (from === to ? 0 : value), 0);
  const lead = total > 0 ? `${t("matches.flow_lead")} ${t("matches.flow_cross", { share: percent(crossing / total) })}` : t("matches.flow_lead");
  return (
    <Panel title={t("matches.flow")} definition="flow" lead={lead} csv="flow" address={address} testId="flow">
      <QueryGate query={query}>
        {() => (edges.length === 0 ? <PageState art="empty" small title={t("matches.empty")} /> : <FlowChart label={t("matches.flow")} edges={edges} nameOf={nameOf} />)}
      </QueryGate>
    </Panel>
  );
}
