/** The classes in one's care. */
import { useQuery } from "@tanstack/react-query";

import { api, take } from "./client";

export function useClasses(enabled: boolean) {
  return useQuery({
    queryKey: ["classes"],
    queryFn: () => take(api.GET("/api/classes")),
    enabled,
    staleTime: 10 * 60_000,
  });
}
