/** What happened to recent recommendations, by pseudonym. */
import { useQuery } from "@tanstack/react-query";

import { api, take } from "./client";

export function useOutcomes(limit: number) {
  return useQuery({ queryKey: ["outcomes", limit], queryFn: () => take(api.GET("/api/outcomes", { params: { query: { limit } } })) });
}
