/** A matched answer, opened step by step; the server alone decides what is shown. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, take } from "./client";

const key = (id: string, questionId: string) => ["answer", id, questionId] as const;
const path = (id: string) => ({ answer_id: id });

export function useAnswer(id: string, questionId: string) {
  return useQuery({
    queryKey: key(id, questionId),
    queryFn: () =>
      take(api.GET("/api/answers/{answer_id}", { params: { path: path(id), query: { question_id: questionId } } })),
  });
}

export function useHint(id: string, questionId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      take(api.POST("/api/answers/{answer_id}/hints", { params: { path: path(id) }, body: { question_id: questionId } })),
    onSuccess: (view) => client.setQueryData(key(id, questionId), view),
  });
}

export function useAttempt(id: string, questionId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) =>
      take(
        api.POST("/api/answers/{answer_id}/attempts", {
          params: { path: path(id) },
          body: { question_id: questionId, text },
        }),
      ),
    onSuccess: (view) => client.setQueryData(key(id, questionId), view),
  });
}
