/** Where a language model may write: the district's setting. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, take } from "./client";

const KEY = ["generation"] as const;

export function useGeneration() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => take(api.GET("/api/generation", { signal })), staleTime: 0 });
}

export function useSetGeneration() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (grades: number[]) => take(api.PUT("/api/generation", { body: { grades } })),
    onSuccess: (shown) => client.setQueryData(KEY, shown),
  });
}
