/** Saying something and listening to the reply: server-sent events over one request, which may be hung up. */
import { createParser } from "eventsource-parser";

import { fetchWithCsrf } from "./csrf";
import { isAbort } from "./isAbort";
import { offlineProblem, problemFrom } from "./problem";
import type { ChatMessage, ChatReply, NewChatMessage } from "./types";

export interface Listener {
  /** Both messages are stored, with the authored words; `retold`: a language model is about to reword them. */
  onSaid: (messages: ChatMessage[], retold: boolean) => void;
  onSentence: (sentence: string) => void;
  onReply: (reply: ChatReply) => void;
}

interface Said {
  messages: ChatMessage[];
  retold: boolean;
}

export async function sayAndListen(
  chatId: string,
  message: NewChatMessage,
  listener: Listener,
  signal: AbortSignal,
): Promise<void> {
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === "said") {
        const said = JSON.parse(data) as Said;
        listener.onSaid(said.messages, said.retold);
      }
      if (event === "text") listener.onSentence(JSON.parse(data) as string);
      if (event === "reply") listener.onReply(JSON.parse(data) as ChatReply);
    },
  });
  try {
    const response = await fetchWithCsrf(
      new Request(`/api/chats/${encodeURIComponent(chatId)}/messages/stream`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
        credentials: "same-origin",
        body: JSON.stringify(message),
        signal,
      }),
    );
    if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => null));
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      parser.feed(decoder.decode(part.value, { stream: true }));
    }
  } catch (error) {
    if (error instanceof TypeError && !isAbort(error)) throw offlineProblem();
    throw error;
  }
}
