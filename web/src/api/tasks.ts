/** What a student is to go through: set by teachers, or due for review. */
import { useQuery } from "@tanstack/react-query";

import { api, take } from "./client";

export const TASKS_KEY = ["tasks"] as const;

export function useTasks() {
  return useQuery({
    queryKey: TASKS_KEY,
    queryFn: ({ signal }) => take(api.GET("/api/tasks", { signal })),
    staleTime: 0, // a video watched to its end settles one too
  });
}
