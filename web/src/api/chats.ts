/** Conversations with AI 智能学. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

import { sayAndListen } from "./chatStream";
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

/** The reply that a language model is putting into words; `text` is what came so far. */
export interface Retelling {
  number: number;
  text: string;
}

/** Says something; both messages are put at the end of the conversation, and the reply's words follow as they come. */
export function useSay() {
  const client = useQueryClient();
  const [retelling, setRetelling] = useState<Retelling | null>(null);
  const listening = useRef<AbortController | null>(null);
  const stop = useCallback(() => listening.current?.abort(), []);
  useEffect(() => stop, [stop]);
  const say = useMutation({
    mutationFn: (said: { id: string; message: NewChatMessage }) =>
      new Promise<void>((resolve, reject) => {
        const { id, message } = said;
        const change = (edit: (messages: ChatMessage[]) => ChatMessage[]) =>
          client.setQueryData<Chat>(key(id), (chat) => chat && { ...chat, messages: edit(chat.messages) });
        const hangUp = new AbortController();
        stop();
        listening.current = hangUp;
        let number = -1;
        let heard = "";
        const settle = (edit: (message: ChatMessage) => ChatMessage) => {
          change((messages) => messages.map((one) => (one.number === number ? edit(one) : one)));
          setRetelling((now) => (now?.number === number ? null : now));
        };
        sayAndListen(
          id,
          message,
          {
            onSaid: (messages, retold) => {
              number = messages[1]?.number ?? -1;
              change((before) => [...before, ...messages]);
              void client.invalidateQueries({ queryKey: LIST });
              if (retold) setRetelling({ number, text: "" });
              resolve();
            },
            onSentence: (sentence) => {
              heard += sentence;
              setRetelling((now) => (now?.number === number ? { number, text: heard } : now));
            },
            onReply: (reply) => settle((one) => ({ ...one, text: reply.text, reply })),
          },
          hangUp.signal,
        )
          .catch((error: unknown) => {
            if (number < 0) reject(error instanceof Error ? error : new Error(String(error)));
          })
          .finally(() => {
            settle((one) => (hangUp.signal.aborted && heard !== "" ? stopped(one, heard) : one));
          });
      }),
  });
  return { say, retelling, stop };
}

/** As the service stores it when it notices that the listener has gone. */
function stopped(message: ChatMessage, heard: string): ChatMessage {
  if (!message.reply) return message;
  const generation = { model: "", authored: message.text, citations: [], cut: 0, marked: 0, stopped: true };
  return { ...message, text: heard, reply: { ...message.reply, text: heard, source: "ai", generation } };
}

/** Whether class teachers may read a conversation. */
export function useShareChat(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (shared: boolean) =>
      take(api.PUT("/api/chats/{chat_id}/sharing", { params: { path: { chat_id: id } }, body: { shared } })),
    onSuccess: ({ shared }) => client.setQueryData<Chat>(key(id), (chat) => chat && { ...chat, shared }),
  });
}

export function useForgetChat() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/chats/{chat_id}", { params: { path: { chat_id: id } } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: LIST }),
  });
}
