/** What happened to recent recommendations, by pseudonym. */
import { useQuery } from "@tanstack/react-query";

import { get } from "./client";
import type { OutcomeRow } from "./types";

export function useOutcomes(limit: number) {
  return useQuery({ queryKey: ["outcomes", limit], queryFn: () => get<OutcomeRow[]>(`/outcomes?limit=${limit}`) });
}
