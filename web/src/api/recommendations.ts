/** What the engine offers for a question, and what became of the offer. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { pollDelay } from "../lib/pollDelay";
import { api, take, tell } from "./client";
import type { NoneFitsReason, ProfileEdit, Question, Queued, Recommendation } from "./types";

export function isQueued(answer: Recommendation | Queued): answer is Queued {
  return !("slate_id" in answer);
}

export function recommendationKey(question: Question) {
  return ["recommendation", question.id, question.region, question.text] as const;
}

/** Starts by itself as soon as the question has text; asks again while it waits in the queue. */
export function useRecommendation(question: Question, enabled: boolean) {
  return useQuery({
    queryKey: recommendationKey(question),
    queryFn: ({ signal }) =>
      take(
        api.POST("/api/questions/{question_id}/recommendation", { params: { path: { question_id: question.id } }, signal }),
      ),
    enabled,
    staleTime: Infinity,
    refetchInterval: (query) => {
      const answer = query.state.data;
      return answer && isQueued(answer) ? pollDelay(query.state.dataUpdateCount) : false;
    },
  });
}

export function useEditProfile(question: Question) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ProfileEdit) =>
      take(api.PATCH("/api/questions/{question_id}/profile", { params: { path: { question_id: question.id } }, body })),
    onSuccess: (answer) => client.setQueryData(recommendationKey(question), answer),
  });
}

/** An opened card: never in the student's way, so a failure is silent. */
export function recordOpened(slateId: string, itemId: string): void {
  tell(
    api.POST("/api/slates/{slate_id}/outcomes", {
      params: { path: { slate_id: slateId } },
      body: { kind: "opened", item_id: itemId },
      keepalive: true,
    }),
  );
}

export function useNoneFits(slateId: string) {
  return useMutation({
    mutationFn: (why: { reason: NoneFitsReason; note?: string }) =>
      take(
        api.POST("/api/slates/{slate_id}/outcomes", {
          params: { path: { slate_id: slateId } },
          body: { kind: "none_fits", ...why },
        }),
      ),
  });
}
