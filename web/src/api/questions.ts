/** A student's questions: ask, follow while it is read, correct. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { pollDelay } from "../lib/pollDelay";
import { api, take } from "./client";
import type { Question, TextCorrection } from "./types";

export const PAGE_SIZE = 20;

export function questionKey(id: string) {
  return ["question", id] as const;
}

export function keepQuestion(client: QueryClient, question: Question): void {
  client.setQueryData(questionKey(question.id), question);
  void client.invalidateQueries({ queryKey: ["questions"] });
}

export function isSettled(question: Question): boolean {
  return question.state === "read" || question.state === "failed";
}

export function useQuestion(id: string) {
  return useQuery({
    queryKey: questionKey(id),
    queryFn: ({ signal }) => take(api.GET("/api/questions/{question_id}", { params: { path: { question_id: id } }, signal })),
    staleTime: Infinity,
    refetchInterval: (query) => {
      const question = query.state.data;
      return question && !isSettled(question) ? pollDelay(query.state.dataUpdateCount) : false;
    },
  });
}

export function useAskInWords() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => take(api.POST("/api/questions", { body: { text } })),
    onSuccess: (question) => keepQuestion(client, question),
    meta: { quiet: true }, // the composer says it where the words stand
  });
}

export function useCorrectText(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: TextCorrection) =>
      take(api.PUT("/api/questions/{question_id}/text", { params: { path: { question_id: id } }, body })),
    onSuccess: (question) => keepQuestion(client, question),
  });
}

export function useQuestions() {
  return useInfiniteQuery({
    queryKey: ["questions"],
    staleTime: 0, // a question is listed before its subject is known
    queryFn: ({ pageParam, signal }) =>
      take(api.GET("/api/questions", { params: { query: { before: pageParam, limit: PAGE_SIZE } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length < PAGE_SIZE ? undefined : page[page.length - 1]?.created_at),
  });
}
