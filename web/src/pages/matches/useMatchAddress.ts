/** What is looked at lives in the address: it can be sent to a colleague, printed and gone back from. */
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import type { MatchRange } from "../../api/matchQuality";
import type { MatchForm, MatchOptions } from "../../api/types";
import { isDay, shiftDay, USUAL_DAYS } from "./ranges";

export interface MatchAddress {
  range: MatchRange;
  form: MatchForm;
}

export type Change = Partial<Record<"from" | "to" | "form" | "subject" | "district" | "school" | "data", string | undefined>>;

const FORMS: MatchForm[] = ["one_to_one", "micro_course", "answer"];

/** What an address means: the newest weeks there are, real ones before simulated ones, where it does not say. */
export function readAddress(search: URLSearchParams, options: MatchOptions): MatchAddress {
  const data = search.get("data");
  const simulated = data === "simulated" || (data !== "real" && options.real === null && options.simulated !== null);
  const newest = (simulated ? options.simulated : options.real)?.last ?? new Date().toISOString().slice(0, 10);
  const [from, to] = [search.get("from"), search.get("to")];
  const last = isDay(to) ? to : newest;
  const first = isDay(from) && from <= last ? from : shiftDay(last, 1 - USUAL_DAYS);
  const form = FORMS.find((one) => one === search.get("form")) ?? "one_to_one";
  const kept = (name: string) => search.get(name) ?? undefined;
  return {
    form,
    range: { from: first, to: last, simulated, subject: kept("subject"), district: kept("district"), school: kept("school") },
  };
}

export function useMatchAddress(options: MatchOptions) {
  const [search, setSearch] = useSearchParams();
  const address = useMemo(() => readAddress(search, options), [search, options]);
  const change = useCallback(
    (wanted: Change) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries<string | undefined>(wanted)) {
            if (value === undefined) next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { preventScrollReset: true },
      ),
    [setSearch],
  );
  return { ...address, change };
}
