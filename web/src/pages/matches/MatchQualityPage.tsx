/** How well students are matched, for administrators: figures of days, down to single matches. */
import "../../i18n/matchWords";

import { ExperimentOutlined, PrinterOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { useMatchOptions, useOverview } from "../../api/matchQuality";
import type { MatchCell, MatchForm, MatchOptions, MatchOverview } from "../../api/types";
import { PageState } from "../../components/PageState";
import { QueryGate } from "../../components/QueryGate";
import { useSubjectName } from "../../components/useSubjectName";
import { shortTime } from "../../lib/dates";
import { useTitle } from "../../lib/useTitle";
import { BreakdownPanel } from "./BreakdownPanel";
import { DefinitionsButton, DefinitionsProvider } from "./definitions";
import { FairnessPanel } from "./FairnessPanel";
import { FlowPanel } from "./FlowPanel";
import { FunnelPanel } from "./FunnelPanel";
import { KeyFigures } from "./KeyFigures";
import { MatchesPanel } from "./MatchesPanel";
import { MatchFilters } from "./MatchFilters";
import styles from "./MatchQualityPage.module.css";
import { ModelsPanel } from "./ModelsPanel";
import { rangeBefore } from "./ranges";
import { SupplyPanel } from "./SupplyPanel";
import { TrendsPanel } from "./TrendsPanel";
import { useMatchAddress, type Change, type MatchAddress } from "./useMatchAddress";
import { WaitsPanel } from "./WaitsPanel";

export function MatchQualityPage() {
  const { t } = useTranslation();
  const options = useMatchOptions();
  useTitle(t("matches.title"));
  return (
    <>
      <QueryGate query={options}>
        {(known) => (
          <DefinitionsProvider definitions={known.definitions}>
            <header className={styles["head"]}>
              <h1>{t("matches.title")}</h1>
              <span className={styles["acts"]}>
                <DefinitionsButton />
                <Button icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
                  {t("matches.print")}
                </Button>
              </span>
            </header>
            <Dashboard options={known} />
          </DefinitionsProvider>
        )}
      </QueryGate>
    </>
  );
}

function Dashboard({ options }: { options: MatchOptions }) {
  const { t, i18n } = useTranslation();
  const { range, form, change } = useMatchAddress(options);
  const address: MatchAddress = { range, form };
  const now = useOverview(range, form);
  const before = useOverview(rangeBefore(range), form);
  const subjectName = useSubjectName();
  const nameOf = namesOf(options);
  const place = range.school ?? range.district ?? options.school ?? options.district;
  if (options.real === null && options.simulated === null) return <PageState art="empty" title={t("matches.never")} hint={t("matches.never_hint")} />;
  return (
    <>
      <p className={styles["lead"]}>
        {t("matches.lead")}
        {options.counted_until !== null && !range.simulated && ` ${t("matches.counted_until", { time: shortTime(options.counted_until, i18n.language) })}`}
      </p>
      <p className={styles["printed"]}>
        {t("matches.printed", {
          from: range.from,
          to: range.to,
          place: place === null ? t("matches.whole_city") : nameOf(place),
          subject: range.subject === undefined ? t("matches.all_subjects") : subjectName(range.subject) || t("matches.no_subject"),
          form: t(`matches.forms.${form}`),
        })}
      </p>
      {range.simulated && <SimulatedBanner options={options} />}
      <MatchFilters address={address} options={options} onChange={change} />
      <div className={now.isPlaceholderData ? styles["fading"] : undefined} aria-busy={now.isFetching}>
        <QueryGate query={now}>{(overview) => <Panels overview={overview} before={before.data} address={address} options={options} onChange={change} />}</QueryGate>
      </div>
    </>
  );
}

interface PanelsProps {
  overview: MatchOverview;
  before: MatchOverview | undefined;
  address: MatchAddress;
  options: MatchOptions;
  onChange: (change: Change) => void;
}

function Panels({ overview, before, address, options, onChange }: PanelsProps) {
  const { t } = useTranslation();
  const subjectName = useSubjectName();
  const nameOf = namesOf(options);
  const isAsked = address.form === "one_to_one";
  const formName = (key: string) => t(`matches.forms.${key as MatchForm}`);
  const forms = overview.forms.filter(({ key, small, shown }) => key !== address.form && (small || shown));
  const byForm = forms.length > 0 && (
    <BreakdownPanel title={t("matches.by_form")} csv="forms" cells={overview.forms} address={address} nameOf={formName} formOf={(key) => key as MatchForm} into={(form) => ({ form })} onChange={onChange} />
  );
  if (!overview.total.small && !overview.total.shown) {
    return (
      <>
        <PageState art="empty" title={t("matches.empty")} hint={t("matches.empty_hint")} />
        {byForm}
      </>
    );
  }
  const isCity = options.district === null && address.range.district === undefined;
  return (
    <>
      <KeyFigures form={address.form} now={overview} before={before} />
      <div className={styles["panels"]}>
        <FunnelPanel total={overview.total} address={address} />
        {isAsked && <WaitsPanel waits={overview.waits} address={address} />}
        <TrendsPanel overview={overview} address={address} />
        <BreakdownPanel title={t("matches.by_subject")} csv="subjects" cells={bySize(overview.subjects)} address={address} nameOf={(key) => (key === "" ? t("matches.no_subject") : subjectName(key))} into={(subject) => ({ subject })} onChange={onChange} />
        <BreakdownPanel title={t("matches.by_place")} csv="places" cells={bySize(overview.places)} address={address} nameOf={nameOf} into={(id) => (isCity ? { district: id, school: undefined } : { school: id, district: undefined })} onChange={onChange} />
        {byForm}
        {isAsked && (
          <>
            <SupplyPanel address={address} />
            <FlowPanel address={address} own={address.range.district ?? options.district} nameOf={nameOf} />
            <FairnessPanel address={address} />
            <ModelsPanel address={address} />
            <MatchesPanel address={address} nameOf={nameOf} />
          </>
        )}
      </div>
    </>
  );
}

function SimulatedBanner({ options }: { options: MatchOptions }) {
  const { t } = useTranslation();
  const { simulation } = options;
  return (
    <div className={styles["simulated"]} role="note" data-testid="simulated">
      <ExperimentOutlined aria-hidden />
      <div>
        <strong>{t("matches.simulated_title")}</strong> {t("matches.simulated")}{" "}
        {simulation && t("matches.simulated_from", { seed: simulation.seed, weeks: simulation.weeks })}{" "}
        {simulation && simulation.calendar_weeks > simulation.weeks && t("matches.simulated_repeated", { calendar_weeks: simulation.calendar_weeks })}
      </div>
    </div>
  );
}

/** The largest first, what is withheld last. */
function bySize(cells: MatchCell[]): MatchCell[] {
  return [...cells].sort((a, b) => (b.shown ?? -1) - (a.shown ?? -1));
}

function namesOf({ districts, schools }: MatchOptions): (id: string) => string {
  const names = new Map([...districts, ...schools].map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}
