/** Knowledge points, found by name. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, take } from "./client";

const LIMIT = 12;

export function usePointSearch(query: string, subject: string | null, enabled: boolean) {
  return useQuery({
    queryKey: ["points", subject, query],
    queryFn: ({ signal }) =>
      take(api.GET("/api/points", { params: { query: { query, subject: subject ?? undefined, limit: LIMIT } }, signal })),
    enabled: enabled && query.trim() !== "",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}
