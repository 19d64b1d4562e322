/** The class teacher's students. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, send } from "./client";
import type { Student } from "./types";

export function useStudents() {
  return useQuery({ queryKey: ["students"], queryFn: () => get<Student[]>("/students") });
}

export function usePasswordReset() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (studentId: string) =>
      send<{ temporary_password: string }>("POST", `/students/${encodeURIComponent(studentId)}/password-reset`, {}),
    onSuccess: () => client.invalidateQueries({ queryKey: ["students"] }),
  });
}
