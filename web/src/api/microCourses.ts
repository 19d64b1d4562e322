/** Micro-courses: read, watched, judged. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import type { Range } from "../lib/watchedRanges";
import { api, take, tell } from "./client";
import { TASKS_KEY } from "./tasks";
import type { CourseFeedback, MicroCourse } from "./types";

const key = (id: string) => ["micro-course", id] as const;
const path = (id: string) => ({ path: { course_id: id } });

export function useMicroCourse(id: string) {
  return useQuery({ queryKey: key(id), queryFn: () => take(api.GET("/api/micro-courses/{course_id}", { params: path(id) })) });
}

export function recordWatched(id: string, ranges: Range[], finished: boolean, slateId: string | null): void {
  const body = { ranges, finished, slate_id: slateId };
  tell(api.POST("/api/micro-courses/{course_id}/watched", { params: path(id), body, keepalive: true }));
}

export function useFinishCourse(id: string, slateId: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => {
      const body = { ranges: [], finished: true, slate_id: slateId };
      return take(api.POST("/api/micro-courses/{course_id}/watched", { params: path(id), body }));
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: TASKS_KEY, refetchType: "all" }); // home is not to show it once more
      void client.invalidateQueries({ queryKey: ["recommendation"] });
      return client.invalidateQueries({ queryKey: key(id) });
    },
  });
}

export function useCourseFeedback(id: string, slateId: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (difficulty: CourseFeedback | null) =>
      take(
        api.PUT("/api/micro-courses/{course_id}/feedback", { params: path(id), body: { difficulty, slate_id: slateId } }),
      ),
    onSuccess: (_, difficulty) => {
      client.setQueryData<MicroCourse>(key(id), (course) => course && { ...course, feedback: difficulty });
      void client.invalidateQueries({ queryKey: ["recommendation"] }); // what to watch next hangs on it
    },
  });
}
