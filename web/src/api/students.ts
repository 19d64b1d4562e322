/** The students in one's care. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, take } from "./client";
import type { ConsentWord } from "./types";

export const STUDENTS_A_PAGE = 60;

export function useStudents(words: string, page: number) {
  const query = { q: words, limit: STUDENTS_A_PAGE, offset: (page - 1) * STUDENTS_A_PAGE };
  return useQuery({
    queryKey: ["students", words, page],
    queryFn: ({ signal }) => take(api.GET("/api/students", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function usePasswordReset() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (studentId: string) =>
      take(api.POST("/api/students/{student_id}/password-reset", { params: { path: { student_id: studentId } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["students"] }),
  });
}

export function useRecordConsent(studentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (word: ConsentWord) =>
      take(api.PUT("/api/students/{student_id}/consent", { params: { path: { student_id: studentId } }, body: word })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["students"] }),
  });
}
