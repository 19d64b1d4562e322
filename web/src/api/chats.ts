/** Conversations with AI 智能学. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, take } from "./client";
import type { Chat, ChatMessage, NewChatMessage } from "./types";

const LIST = ["chats"] as const;
const key = (id: string) => ["chat", id] as const;

export function useChats() {
  return useQuery({ queryKey: LIST, queryFn: ({ signal }) => take(api.GET("/api/chats", { signal })) });
}

export function useChat(id: string | undefined) {
  return useQuery({
    queryKey: key(id ?? ""),
    queryFn: ({ signal }) => take(api.GET("/api/chats/{chat_id}", { params: { path: { chat_id: id ?? "" } }, signal })),
    enabled: id !== undefined,
    staleTime: 0, // it may have been gone on with on another device
  });
}

export function useBeginChat() {
  return useMutation({ mutationFn: () => take(api.POST("/api/chats")) });
}

/** Says something; what was said and the reply are put at the end of the conversation. */
export function useSay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, message }: { id: string; message: NewChatMessage }) =>
      take(api.POST("/api/chats/{chat_id}/messages", { params: { path: { chat_id: id } }, body: message })),
    onSuccess: (said: ChatMessage[], { id }) => {
      client.setQueryData<Chat>(key(id), (chat) => chat && { ...chat, messages: [...chat.messages, ...said] });
      void client.invalidateQueries({ queryKey: LIST });
    },
  });
}

export function useForgetChat() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/chats/{chat_id}", { params: { path: { chat_id: id } } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: LIST }),
  });
}
