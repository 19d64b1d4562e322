/** Single matches under pseudonyms, the newest first. */
import type { TFunction } from "i18next";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useMatches, type Ending } from "../../api/matchQuality";
import { PageState } from "../../components/PageState";
import { QueryGate } from "../../components/QueryGate";
import { useSubjectName } from "../../components/useSubjectName";
import { shortTime } from "../../lib/dates";
import { seconds } from "./figures";
import { MatchDialog } from "./MatchDialog";
import { Panel } from "./Panel";
import table from "./table.module.css";
import type { MatchAddress } from "./useMatchAddress";

const ENDINGS = ["all", "matched", "left", "unserved"] as const;

interface Props {
  address: MatchAddress;
  nameOf: (id: string) => string;
}

export function MatchesPanel({ address, nameOf }: Props) {
  const { t, i18n } = useTranslation();
  const [ending, setEnding] = useState<Ending | "all">("all");
  const [open, setOpen] = useState<string | null>(null);
  const query = useMatches(address.range, ending === "all" ? undefined : ending);
  const subjectName = useSubjectName();
  return (
    <Panel
      title={t("matches.drill")}
      definition="small"
      lead={address.form === "one_to_one" ? t("matches.drill_lead") : `${t("matches.drill_one_to_one")} ${t("matches.drill_lead")}`}
      address={address}
      wide
      onScreen
      testId="matches"
      extra={<Segmented<Ending | "all"> size="small" aria-label={t("matches.ending")} value={ending} onChange={setEnding} options={ENDINGS.map((one) => ({ value: one, label: t(`matches.endings.${one}`) }))} />}
    >
      <QueryGate query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ matches }) => matches);
          if (rows.length === 0) return <PageState art="empty" small title={t("matches.empty")} />;
          return (
            <>
              {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll the table */}
              <div className={table["scroll"]} role="region" tabIndex={0} aria-label={t("matches.drill")}>
                <table className={table["table"]}>
                  <thead>
                    <tr>
                      {(["asked_at", "student", "place", "subject", "points", "ending", "waited", "invitations", "rating"] as const).map((name) => (
                        <th key={name} scope="col">
                          {t(`matches.${name}`)}
                        </th>
                      ))}
                      <td />
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((row) => (
                      <tr key={row.id}>
                        <td>{shortTime(row.asked_at, i18n.language)}</td>
                        <td>{row.student}</td>
                        <td>{nameOf(row.school_id)}</td>
                        <td>{row.subject === null ? t("matches.no_subject") : subjectName(row.subject)}</td>
                        <td>{row.points.map(({ name }) => name).join("、")}</td>
                        <td>{row.ending === null ? t("matches.none") : endingName(t, row.ending)}</td>
                        <td>{seconds(t, row.waited_s)}</td>
                        <td className={table["number"]}>{row.invitations}</td>
                        <td className={table["number"]}>{row.rating ?? t("matches.none")}</td>
                        <td>
                          <button type="button" className={table["into"]} onClick={() => setOpen(row.id)} aria-label={`${t("matches.open")} ${t("matches.match_of", { id: row.id })}`}>
                            {t("matches.open")}
                          </button>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              {query.hasNextPage && (
                <Button type="text" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {t("matches.more")}
                </Button>
              )}
            </>
          );
        }}
      </QueryGate>
      <MatchDialog id={open} onClose={() => setOpen(null)} />
    </Panel>
  );
}

function endingName(t: TFunction, ending: string): string {
  return ending === "matched" || ending === "left" || ending === "unserved" ? t(`matches.endings.${ending}`) : ending;
}
