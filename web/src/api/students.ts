/** The class teacher's students. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, take } from "./client";

export function useStudents() {
  return useQuery({ queryKey: ["students"], queryFn: () => take(api.GET("/api/students")) });
}

export function usePasswordReset() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (studentId: string) =>
      take(api.POST("/api/students/{student_id}/password-reset", { params: { path: { student_id: studentId } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["students"] }),
  });
}
