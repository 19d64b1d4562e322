/** Demand against supply: a row for each subject, a column for each half hour of the evening. */
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useSupply } from "../../api/matchQuality";
import type { Supply, SupplyCell } from "../../api/types";
import { DARK, LIGHT } from "../../app/palette";
import { useDark } from "../../app/useDark";
import { QueryGate } from "../../components/QueryGate";
import { useSubjectName } from "../../components/useSubjectName";
import { clock, percent } from "./figures";
import { heatColour } from "./heat";
import { Panel } from "./Panel";
import styles from "./SupplyPanel.module.css";
import type { MatchAddress } from "./useMatchAddress";

type By = "load" | "unmatched" | "asked";

/** A teacher's hour holds about so many sessions: the darkest colour. */
const FULL_LOAD = 3.5;
const MUCH_UNMATCHED = 0.3;

const DEFINITION = { load: "load", unmatched: "matched", asked: "demand" } as const;

export function SupplyPanel({ address }: { address: MatchAddress }) {
  const { t } = useTranslation();
  const query = useSupply(address.range);
  const inSchool = query.data?.cells.every(({ teacher_hours }) => teacher_hours === null) ?? false;
  const [wanted, setWanted] = useState<By>("load");
  const by = inSchool && wanted === "load" ? "unmatched" : wanted;
  const choices: By[] = inSchool ? ["unmatched", "asked"] : ["load", "unmatched", "asked"];
  return (
    <Panel
      title={t("matches.supply")}
      definition={DEFINITION[by]}
      lead={inSchool ? `${t(`matches.supply_${by}`)} ${t("matches.supply_school")}` : t(`matches.supply_${by}`)}
      csv="supply"
      address={address}
      testId="supply"
      wide
      extra={<Segmented<By> size="small" aria-label={t("matches.supply")} value={by} onChange={setWanted} options={choices.map((one) => ({ value: one, label: t(`matches.supply_by.${one}`) }))} />}
    >
      <QueryGate query={query}>{(supply) => <HeatTable supply={supply} by={by} />}</QueryGate>
    </Panel>
  );
}

function HeatTable({ supply, by }: { supply: Supply; by: By }) {
  const { t } = useTranslation();
  const dark = useDark();
  const subjectName = useSubjectName();
  const subjects = bySize(supply.cells);
  const halfHours = [...new Set(supply.cells.map(({ half_hour }) => half_hour))].sort((a, b) => a - b);
  const at = new Map(supply.cells.map((cell) => [`${cell.subject}/${cell.half_hour}`, cell]));
  const most = Math.max(1e-9, ...supply.cells.map(({ asked }) => (asked ?? 0) / Math.max(1, supply.days)));
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll the table
    <div className={styles["scroll"]} role="region" tabIndex={0} aria-label={t("matches.supply")}>
      <table className={styles["heat"]}>
        <thead>
          <tr>
            <td />
            {halfHours.map((one) => (
              <th key={one} scope="col">
                {clock(one)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {subjects.map((subject) => (
            <tr key={subject}>
              <th scope="row">{subject === "" ? t("matches.no_subject") : subjectName(subject)}</th>
              {halfHours.map((one) => {
                const cell = at.get(`${subject}/${one}`);
                const { text, share } = valueOf(cell, by, supply.days, most, t("matches.small"));
                const [asked = "—", accepted = "—", hours = "—"] = [cell?.asked, cell?.accepted, cell?.teacher_hours].map((value) => value ?? "—");
                return (
                  <td
                    key={one}
                    style={{ background: heatColour(share, dark ? DARK : LIGHT, by === "asked" ? "brand" : "danger") }}
                    title={t("matches.supply_cell", { subject: subjectName(subject), time: clock(one), asked, accepted, hours })}
                  >
                    {text}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Subjects, the most asked for first. */
function bySize(cells: SupplyCell[]): string[] {
  const asked = new Map<string, number>();
  for (const cell of cells) asked.set(cell.subject, (asked.get(cell.subject) ?? 0) + (cell.asked ?? 0));
  return [...asked].sort((a, b) => b[1] - a[1]).map(([subject]) => subject);
}

function valueOf(cell: SupplyCell | undefined, by: By, days: number, most: number, small: string): { text: string; share: number } {
  if (!cell) return { text: "", share: 0 };
  if (cell.small || cell.asked === null) return { text: small, share: 0 };
  if (by === "asked") {
    const evening = cell.asked / Math.max(1, days);
    return { text: evening < 10 ? evening.toFixed(1) : evening.toFixed(0), share: evening / most };
  }
  if (cell.asked === 0) return { text: "0", share: 0 };
  if (by === "unmatched") {
    const unmatched = 1 - (cell.accepted ?? 0) / cell.asked;
    return { text: percent(unmatched, 0), share: unmatched / MUCH_UNMATCHED };
  }
  if (!cell.teacher_hours) return { text: "∞", share: 1 };
  const load = cell.asked / cell.teacher_hours;
  return { text: load.toFixed(1), share: load / FULL_LOAD };
}
