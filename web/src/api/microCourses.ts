/** Micro-courses: read, watched, judged. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import type { Range } from "../lib/watchedRanges";
import { call, get, send } from "./client";
import type { CourseFeedback, MicroCourse } from "./types";

const key = (id: string) => ["micro-course", id] as const;
const path = (id: string) => `/micro-courses/${encodeURIComponent(id)}`;

export function useMicroCourse(id: string) {
  return useQuery({ queryKey: key(id), queryFn: () => get<MicroCourse>(path(id)) });
}

export function recordWatched(id: string, ranges: Range[], finished: boolean, slateId: string | null): void {
  const body = { ranges, finished, ...(slateId === null ? {} : { slate_id: slateId }) };
  call("POST", `${path(id)}/watched`, { body, keepalive: true }).catch(() => undefined);
}

export function useCourseFeedback(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (difficulty: CourseFeedback | null) => send<null>("PUT", `${path(id)}/feedback`, { difficulty }),
    onSuccess: (_, difficulty) =>
      client.setQueryData<MicroCourse>(key(id), (course) => course && { ...course, feedback: difficulty }),
  });
}
