/** Micro-courses set to a class. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { placed } from "../lib/assignments";
import { api, take } from "./client";
import type { Assignment, NewAssignment } from "./types";

const key = (classId: string | null) => ["assignments", classId] as const;

export function useAssignments(classId: string | null) {
  return useQuery({
    queryKey: key(classId),
    queryFn: ({ signal }) =>
      take(api.GET("/api/classes/{class_id}/assignments", { params: { path: { class_id: classId ?? "" } }, signal })),
    enabled: classId !== null,
  });
}

/** The list that is shown keeps what was withdrawn, for the way back; the server's list does not. */
function useKeepAssignment() {
  const client = useQueryClient();
  return (assignment: Assignment) =>
    void client.setQueryData<Assignment[]>(key(assignment.class_id), (list) => list && placed(list, assignment));
}

export function useSetAssignment(classId: string) {
  const keep = useKeepAssignment();
  return useMutation({
    mutationFn: (body: NewAssignment) =>
      take(api.POST("/api/classes/{class_id}/assignments", { params: { path: { class_id: classId } }, body })),
    onSuccess: keep,
  });
}

export function useWithdrawal() {
  const keep = useKeepAssignment();
  return useMutation({
    mutationFn: ({ assignment, withdrawn }: { assignment: Assignment; withdrawn: boolean }) =>
      take(
        api.PUT("/api/assignments/{assignment_id}", {
          params: { path: { assignment_id: assignment.id } },
          body: { due_on: assignment.due_on, withdrawn },
        }),
      ),
    onSuccess: keep,
  });
}
