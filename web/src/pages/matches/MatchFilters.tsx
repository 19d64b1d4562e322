/** What is looked at: days, form, subject, place, and real or simulated data. */
import { Input, Segmented, Select, TreeSelect } from "antd";
import { useTranslation } from "react-i18next";

import type { MatchForm, MatchOptions } from "../../api/types";
import { useSubjectName } from "../../components/useSubjectName";
import { zh } from "../../i18n/zh";
import styles from "./MatchFilters.module.css";
import { isDay, lengthOf, PRESETS, shiftDay } from "./ranges";
import type { Change, MatchAddress } from "./useMatchAddress";

interface Props {
  address: MatchAddress;
  options: MatchOptions;
  onChange: (change: Change) => void;
}

const FORMS: MatchForm[] = ["one_to_one", "micro_course", "answer"];
const ALL = "*";

export function MatchFilters({ address, options, onChange }: Props) {
  const { t } = useTranslation();
  const subjectName = useSubjectName();
  const { range, form } = address;
  const days = lengthOf(range.from, range.to);
  const preset = PRESETS.find((one) => one.days === days)?.key ?? "";
  const tree = placesOf(options, t("matches.whole_city"));
  return (
    <form className={styles["filters"]} aria-label={t("matches.filters")} onSubmit={(event) => event.preventDefault()}>
      <Segmented<MatchForm> aria-label={t("matches.form")} value={form} onChange={(value) => onChange({ form: value })} options={FORMS.map((one) => ({ value: one, label: t(`matches.forms.${one}`) }))} />
      <Segmented<string>
        aria-label={t("matches.from")}
        value={preset}
        onChange={(key) => {
          const wanted = PRESETS.find((one) => one.key === key);
          if (wanted) onChange({ from: shiftDay(range.to, 1 - wanted.days), to: range.to });
        }}
        options={PRESETS.map(({ key, days: length }) => ({ value: key, label: key === "year" ? t("matches.last_year") : t("matches.last_weeks", { count: length / 7 }) }))}
      />
      <span className={styles["days"]}>
        <Input type="date" aria-label={t("matches.from")} value={range.from} max={range.to} onChange={({ target }) => isDay(target.value) && onChange({ from: target.value, to: range.to })} data-testid="from" />
        <span aria-hidden>–</span>
        <Input type="date" aria-label={t("matches.to")} value={range.to} min={range.from} onChange={({ target }) => isDay(target.value) && onChange({ from: range.from, to: target.value })} data-testid="to" />
      </span>
      <Select<string>
        className={styles["subject"]}
        aria-label={t("matches.subject")}
        value={range.subject ?? ALL}
        onChange={(value) => onChange({ subject: value === ALL ? undefined : value })}
        options={[{ value: ALL, label: t("matches.all_subjects") }, ...Object.keys(zh.subject).map((one) => ({ value: one, label: subjectName(one) })), { value: "", label: t("matches.no_subject") }]}
        popupMatchSelectWidth={false}
        data-testid="subject"
      />
      {tree.length > 0 && (
        <TreeSelect<string>
          className={styles["place"]}
          aria-label={t("matches.place")}
          value={range.school ?? range.district ?? options.district ?? ALL}
          treeData={tree}
          treeDefaultExpandAll
          showSearch={{ treeNodeFilterProp: "title" }}
          popupMatchSelectWidth={false}
          onChange={(value) => onChange(changeOf(value, options))}
          data-testid="place"
        />
      )}
      {options.real !== null && options.simulated !== null && (
        <Segmented<string>
          aria-label={t("matches.data")}
          value={range.simulated ? "simulated" : "real"}
          onChange={(value) => onChange({ data: value, from: undefined, to: undefined })}
          options={[
            { value: "real", label: t("matches.real") },
            { value: "simulated", label: t("matches.simulated_title") },
          ]}
        />
      )}
    </form>
  );
}

/** Districts with their schools; nothing to choose for a school's own administrator. */
function placesOf(options: MatchOptions, wholeCity: string) {
  if (options.school !== null) return [];
  const nodes = options.districts
    .filter(({ id }) => options.district === null || id === options.district)
    .map(({ id, name }) => ({
      value: id,
      title: name,
      children: options.schools.filter(({ district_id }) => district_id === id).map((school) => ({ value: school.id, title: school.name })),
    }));
  return options.district === null ? [{ value: ALL, title: wholeCity, children: [] }, ...nodes] : nodes;
}

function changeOf(place: string, options: MatchOptions): Change {
  if (options.schools.some(({ id }) => id === place)) return { school: place, district: undefined };
  return { school: undefined, district: place === ALL || place === options.district ? undefined : place };
}
