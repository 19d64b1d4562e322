/** The way to a one-to-one session: the student's request, the teacher's desk, and the bell that says when to look. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { socketUrl } from "../lib/socketUrl";
import { createBell } from "../room/bell";
import type { Line } from "../room/entrance";
import { api, take } from "./client";
import type { DeclineReason, Desk, HelpStanding, HelpWanted } from "./types";

const STANDING = ["help"] as const;
const DESK = ["desk"] as const;
/** While something is under way it is looked at even if no bell rings. */
const LOOK_MS = 15_000;

export function useHelpStanding(enabled = true) {
  return useQuery({
    queryKey: STANDING,
    queryFn: ({ signal }) => take(api.GET("/api/help-requests/current", { signal })),
    enabled,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.request || state.data?.session_id ? LOOK_MS : false),
  });
}

export function useDesk(enabled = true) {
  return useQuery({
    queryKey: DESK,
    queryFn: ({ signal }) => take(api.GET("/api/desk", { signal })),
    enabled,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.since || state.data?.session_id ? LOOK_MS : false),
  });
}

function useKeep(key: readonly string[]): (data: HelpStanding | Desk) => void {
  const client = useQueryClient();
  return (data) => void client.setQueryData(key, data);
}

export function useAskForHelp() {
  return useMutation({
    mutationFn: (body: HelpWanted) => take(api.POST("/api/help-requests", { body })),
    onSuccess: useKeep(STANDING),
    meta: { quiet: true },
  });
}

export function useAskAnyone() {
  return useMutation({
    mutationFn: (id: string) => take(api.POST("/api/help-requests/{request_id}/anyone", { params: { path: { request_id: id } } })),
    onSuccess: useKeep(STANDING),
  });
}

export function useWithdrawHelp() {
  return useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/help-requests/{request_id}", { params: { path: { request_id: id } } })),
    onSuccess: useKeep(STANDING),
  });
}

export function useDuty() {
  return useMutation({
    mutationFn: (on: boolean) => take(api.PUT("/api/desk/duty", { body: { on } })),
    onSuccess: useKeep(DESK),
  });
}

export function useAcceptInvitation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => take(api.POST("/api/invitations/{invitation_id}/accept", { params: { path: { invitation_id: id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: DESK }),
  });
}

export function useDeclineInvitation() {
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: DeclineReason | null }) =>
      take(api.POST("/api/invitations/{invitation_id}/decline", { params: { path: { invitation_id: id } }, body: { reason } })),
    onSuccess: useKeep(DESK),
  });
}

/** Listens to the bell of whoever is logged in: students and teachers have one. */
export function useBell(enabled: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!enabled) return undefined;
    const bell = createBell(
      {
        ticket: async () => (await take(api.POST("/api/bell/tickets"))).ticket,
        open: () => new WebSocket(socketUrl("/api/bell/socket")) as Line,
      },
      () => {
        void client.invalidateQueries({ queryKey: STANDING });
        void client.invalidateQueries({ queryKey: DESK });
      },
    );
    const hurry = () => bell.hurry();
    bell.start();
    window.addEventListener("online", hurry);
    document.addEventListener("visibilitychange", hurry);
    return () => {
      bell.stop();
      window.removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", hurry);
    };
  }, [client, enabled]);
}
