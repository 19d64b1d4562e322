/** What class teachers learn of conversations: those that students let them read, and who needs care. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, take } from "./client";
import type { CareAlert } from "./types";

const ALERTS = ["care-alerts"] as const;
const OFTEN = 60_000; // ms

export function useSharedChats(studentId: string) {
  return useQuery({
    queryKey: ["shared-chats", studentId],
    queryFn: ({ signal }) =>
      take(api.GET("/api/students/{student_id}/chats", { params: { path: { student_id: studentId } }, signal })),
    staleTime: 0,
  });
}

export function useSharedChat(id: string) {
  return useQuery({
    queryKey: ["shared-chat", id],
    queryFn: ({ signal }) => take(api.GET("/api/shared-chats/{chat_id}", { params: { path: { chat_id: id } }, signal })),
    staleTime: 0, // it may have been gone on with
  });
}

export function useCareAlerts() {
  return useQuery({
    queryKey: ALERTS,
    queryFn: ({ signal }) => take(api.GET("/api/care-alerts", { signal })),
    refetchInterval: OFTEN,
  });
}

export function useSeeToAlert() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => take(api.POST("/api/care-alerts/{alert_id}/seen", { params: { path: { alert_id: id } } })),
    onSuccess: (seen) =>
      client.setQueryData<CareAlert[]>(ALERTS, (list) => list?.map((one) => (one.id === seen.id ? seen : one))),
  });
}
