/** The rooms of one-to-one sessions. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, take, upload } from "./client";
import { isProblem } from "./problem";
import type { RoomEvent } from "../room/events";
import type { FeedbackView, RoomPicture, RoomVoice } from "./types";

export function useRoomView(id: string) {
  return useQuery({
    queryKey: ["room", id],
    queryFn: () => take(api.GET("/api/rooms/{session_id}", { params: { path: { session_id: id } } })),
  });
}

export async function createRoomTicket(id: string): Promise<string> {
  return (await take(api.POST("/api/rooms/{session_id}/tickets", { params: { path: { session_id: id } } }))).ticket;
}

/** Whether asking again will not help: not one's own room, or not logged in any more. */
export function isShut(error: unknown): boolean {
  return isProblem(error) && [401, 403, 404].includes(error.status);
}

export function uploadRoomPicture(id: string, file: File, signal: AbortSignal): Promise<RoomPicture> {
  return upload(`/api/rooms/${encodeURIComponent(id)}/pictures`, "picture", file, () => undefined, signal);
}

export function uploadRoomVoice(id: string, file: File, signal: AbortSignal): Promise<RoomVoice> {
  return upload(`/api/rooms/${encodeURIComponent(id)}/voices`, "voice", file, () => undefined, signal);
}

export function attachmentUrl(id: string): string {
  return `/api/attachments/${encodeURIComponent(id)}`;
}

const feedbackKey = (id: string) => ["room-feedback", id] as const;

export function useRoomFeedback(id: string) {
  return useQuery({
    queryKey: feedbackKey(id),
    queryFn: () => take(api.GET("/api/rooms/{session_id}/feedback", { params: { path: { session_id: id } } })),
  });
}

/** Keeps what was said so far; done, it counts. */
export function useSaveRoomFeedback(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: { body: FeedbackView["body"]; done: boolean }) =>
      take(api.PUT("/api/rooms/{session_id}/feedback", { params: { path: { session_id: id } }, body: draft })),
    onSuccess: (view) => void client.setQueryData(feedbackKey(id), view),
  });
}

export function useRooms() {
  return useQuery({ queryKey: ["rooms"], queryFn: () => take(api.GET("/api/rooms")), staleTime: 0 });
}

async function readLog(id: string, signal: AbortSignal): Promise<RoomEvent[]> {
  const events: RoomEvent[] = [];
  for (;;) {
    const params = { path: { session_id: id }, query: { after: events.length } };
    const log = await take(api.GET("/api/rooms/{session_id}/events", { params, signal }));
    // Of the log's own making; what a room can hold is checked when it is appended.
    events.push(...(log.events as unknown as RoomEvent[]));
    if (log.events.length === 0 || events.length >= log.last_offset) return events;
  }
}

/** Everything that happened in a session. */
export function useRoomLog(id: string) {
  return useQuery({ queryKey: ["room-log", id], queryFn: ({ signal }) => readLog(id, signal), staleTime: 0 });
}
