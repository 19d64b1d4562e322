/** Teachers a student may turn to. */
import { useQuery } from "@tanstack/react-query";

import { get } from "./client";
import type { Teacher } from "./types";

export function useTeacher(id: string) {
  return useQuery({
    queryKey: ["teacher", id],
    queryFn: () => get<Teacher>(`/teachers/${encodeURIComponent(id)}`),
  });
}
