/** Teachers a student may turn to. */
import { useQuery } from "@tanstack/react-query";

import { api, take } from "./client";

export function useTeacher(id: string) {
  return useQuery({
    queryKey: ["teacher", id],
    queryFn: () => take(api.GET("/api/teachers/{teacher_id}", { params: { path: { teacher_id: id } } })),
  });
}
