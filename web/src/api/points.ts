/** Knowledge points: found by name, opened, and what there is to learn them with. */
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";

import { api, take } from "./client";

const LIMIT = 12;

export function pointSearch(query: string, subject: string | null) {
  return queryOptions({
    queryKey: ["points", subject, query],
    queryFn: ({ signal }) =>
      take(api.GET("/api/points", { params: { query: { query, subject: subject ?? undefined, limit: LIMIT } }, signal })),
    staleTime: 60_000,
  });
}

export function usePointSearch(query: string, subject: string | null, enabled: boolean) {
  return useQuery({
    ...pointSearch(query, subject),
    enabled: enabled && query.trim() !== "",
    placeholderData: keepPreviousData,
  });
}

export function usePoint(id: string | null) {
  return useQuery({
    queryKey: ["point", id],
    queryFn: ({ signal }) => take(api.GET("/api/points/{point_id}", { params: { path: { point_id: id ?? "" } }, signal })),
    enabled: id !== null,
    staleTime: 10 * 60_000,
  });
}

export function usePointContent(id: string) {
  return useQuery({
    queryKey: ["point-content", id],
    queryFn: ({ signal }) => take(api.GET("/api/points/{point_id}/content", { params: { path: { point_id: id } }, signal })),
  });
}
