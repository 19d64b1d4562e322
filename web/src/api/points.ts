/** Knowledge points, found by name. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { get } from "./client";
import type { Point } from "./types";

const LIMIT = 12;

export function usePointSearch(query: string, subject: string | null, enabled: boolean) {
  return useQuery({
    queryKey: ["points", subject, query],
    queryFn: ({ signal }) => {
      const search = new URLSearchParams({ query, limit: String(LIMIT) });
      if (subject !== null) search.set("subject", subject);
      return get<Point[]>(`/points?${search.toString()}`, signal);
    },
    enabled: enabled && query.trim() !== "",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}
