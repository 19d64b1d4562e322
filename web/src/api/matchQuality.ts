/** Match quality for administrators: figures of each range of days, and single matches under pseudonyms. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { api, take } from "./client";
import type { MatchForm } from "./types";

/** Whose matches, and when; days as the service writes them, 2026-09-01. */
export interface MatchRange {
  from: string;
  to: string;
  simulated: boolean;
  subject?: string;
  district?: string;
  school?: string;
}

export type Ending = "matched" | "left" | "unserved";

const COUNTED_EVERY_MS = 5 * 60_000;
const OF_FIGURES = { staleTime: COUNTED_EVERY_MS, placeholderData: keepPreviousData };

export function useMatchOptions() {
  return useQuery({ queryKey: ["match-quality", "options"], queryFn: () => take(api.GET("/api/match-quality/options")), staleTime: COUNTED_EVERY_MS });
}

export function useOverview(range: MatchRange, form: MatchForm, enabled = true) {
  return useQuery({
    queryKey: ["match-quality", "overview", range, form],
    queryFn: () => take(api.GET("/api/match-quality/overview", { params: { query: { ...range, form } } })),
    enabled,
    ...OF_FIGURES,
  });
}

export function useSupply(range: MatchRange) {
  return useQuery({
    queryKey: ["match-quality", "supply", range],
    queryFn: () => take(api.GET("/api/match-quality/supply", { params: { query: range } })),
    ...OF_FIGURES,
  });
}

export function useFlow(range: MatchRange) {
  return useQuery({
    queryKey: ["match-quality", "flow", range],
    queryFn: () => take(api.GET("/api/match-quality/flow", { params: { query: range } })),
    ...OF_FIGURES,
  });
}

export function useFairness(range: MatchRange) {
  return useQuery({
    queryKey: ["match-quality", "fairness", range],
    queryFn: () => take(api.GET("/api/match-quality/fairness", { params: { query: range } })),
    ...OF_FIGURES,
  });
}

export function useModels(range: MatchRange) {
  return useQuery({
    queryKey: ["match-quality", "models", range],
    queryFn: () => take(api.GET("/api/match-quality/models", { params: { query: range } })),
    ...OF_FIGURES,
  });
}

export function useMatches(range: MatchRange, ending: Ending | undefined) {
  return useInfiniteQuery({
    queryKey: ["match-quality", "matches", range, ending],
    queryFn: ({ pageParam }) =>
      take(api.GET("/api/match-quality/matches", { params: { query: { ...range, ending, after: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.more ? page.matches[page.matches.length - 1]?.id : undefined),
    retry: false,
  });
}

/** Opening a match is audited, so it is asked for when it is opened and not before. */
export function useMatch(id: string | null) {
  return useQuery({
    queryKey: ["match-quality", "match", id],
    queryFn: () => take(api.GET("/api/match-quality/matches/{match_id}", { params: { path: { match_id: id ?? "" } } })),
    enabled: id !== null,
  });
}

/** The address of a table as CSV. */
export function tableAddress(name: string, range: MatchRange, form: MatchForm): string {
  const words = Object.entries<string | boolean | undefined>({ ...range, form }).filter(([, value]) => value !== undefined);
  return `/api/match-quality/tables/${name}?${new URLSearchParams(words.map(([key, value]) => [key, String(value)])).toString()}`;
}
