/** A matched answer, opened step by step; the server alone decides what is shown. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, send } from "./client";
import type { AnswerView } from "./types";

const key = (id: string, questionId: string | null) => ["answer", id, questionId] as const;
const path = (id: string) => `/answers/${encodeURIComponent(id)}`;

export function useAnswer(id: string, questionId: string | null) {
  const query = questionId === null ? "" : `?question_id=${encodeURIComponent(questionId)}`;
  return useQuery({ queryKey: key(id, questionId), queryFn: () => get<AnswerView>(path(id) + query) });
}

export function useHint(id: string, questionId: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<AnswerView>("POST", `${path(id)}/hints`, { question_id: questionId }),
    onSuccess: (view) => client.setQueryData(key(id, questionId), view),
  });
}

export function useAttempt(id: string, questionId: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => send<AnswerView>("POST", `${path(id)}/attempts`, { question_id: questionId, text }),
    onSuccess: (view) => client.setQueryData(key(id, questionId), view),
  });
}
