/** What the engine offers for a question, and what became of the offer. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { pollDelay } from "../lib/pollDelay";
import { call, send } from "./client";
import type { NewOutcome, ProfileChange, Question, Queued, Recommendation } from "./types";

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
    queryFn: async ({ signal }) => {
      const path = `/questions/${encodeURIComponent(question.id)}/recommendation`;
      return (await call<Recommendation | Queued>("POST", path, { body: {}, signal })).body;
    },
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
    mutationFn: (change: ProfileChange) =>
      send<Recommendation>("PATCH", `/questions/${encodeURIComponent(question.id)}/profile`, change),
    onSuccess: (recommendation) => client.setQueryData(recommendationKey(question), recommendation),
  });
}

/** An opened card: never in the student's way, so a failure is silent. */
export function recordOpened(slateId: string, itemId: string): void {
  const body: NewOutcome = { kind: "opened", item_id: itemId };
  call("POST", `/slates/${encodeURIComponent(slateId)}/outcomes`, { body, keepalive: true }).catch(() => undefined);
}

export function useNoneFits(slateId: string) {
  return useMutation({
    mutationFn: (outcome: Omit<NewOutcome, "kind" | "item_id">) =>
      send<{ id: string }>("POST", `/slates/${encodeURIComponent(slateId)}/outcomes`, { kind: "none_fits", ...outcome }),
  });
}
