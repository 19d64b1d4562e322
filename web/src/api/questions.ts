/** A student's questions: ask, follow while it is read, correct. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { pollDelay } from "../lib/pollDelay";
import { get, send } from "./client";
import type { Question } from "./types";

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
    queryFn: ({ signal }) => get<Question>(`/questions/${encodeURIComponent(id)}`, signal),
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
    mutationFn: (text: string) => send<Question>("POST", "/questions", { text }),
    onSuccess: (question) => keepQuestion(client, question),
  });
}

export function useCorrectText(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: { text?: string; region?: number }) =>
      send<Question>("PUT", `/questions/${encodeURIComponent(id)}/text`, change),
    onSuccess: (question) => keepQuestion(client, question),
  });
}

export function useQuestions(enabled = true) {
  return useInfiniteQuery({
    queryKey: ["questions"],
    queryFn: ({ pageParam, signal }) => {
      const before = pageParam === null ? "" : `&before=${encodeURIComponent(pageParam)}`;
      return get<Question[]>(`/questions?limit=${PAGE_SIZE}${before}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.length < PAGE_SIZE ? undefined : (page[page.length - 1]?.id ?? undefined)),
    enabled,
  });
}
