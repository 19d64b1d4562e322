/** The knowledge map: a subject's points, what colours them, and the way to one of them. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { api, take } from "./client";
import type { Stage } from "./types";

const MINUTES = 60_000;
/** Questions of this many days are counted. */
export const COUNTED_DAYS = 90;

export function useMap(code: string, stage: Stage | null) {
  return useQuery({
    queryKey: ["map", code, stage],
    queryFn: ({ signal }) =>
      take(api.GET("/api/maps/{code}", { params: { path: { code }, query: { stage: stage ?? undefined } }, signal })),
    enabled: stage !== null,
    staleTime: 10 * MINUTES,
    placeholderData: keepPreviousData,
  });
}

export function useOwnMastery(code: string, enabled: boolean) {
  return useQuery({
    queryKey: ["map-mastery", code],
    queryFn: ({ signal }) => take(api.GET("/api/maps/{code}/mastery", { params: { path: { code } }, signal })),
    enabled,
    staleTime: 0, // it grows while the student learns
  });
}

export function useClassMastery(code: string, classId: string | null) {
  return useQuery({
    queryKey: ["map-class", code, classId],
    queryFn: ({ signal }) =>
      take(api.GET("/api/maps/{code}/classes/{class_id}", { params: { path: { code, class_id: classId ?? "" } }, signal })),
    enabled: classId !== null,
    staleTime: MINUTES,
  });
}

export function useQuestionCounts(code: string, enabled: boolean) {
  return useQuery({
    queryKey: ["map-questions", code],
    queryFn: ({ signal }) =>
      take(api.GET("/api/maps/{code}/questions", { params: { path: { code }, query: { days: COUNTED_DAYS } }, signal })),
    enabled,
    staleTime: MINUTES,
  });
}

export function useRoute(goalId: string | null) {
  return useQuery({
    queryKey: ["route", goalId],
    queryFn: ({ signal }) => take(api.GET("/api/routes/{goal_id}", { params: { path: { goal_id: goalId ?? "" } }, signal })),
    enabled: goalId !== null,
    staleTime: 0,
  });
}
