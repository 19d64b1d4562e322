/** A room on a page: comes in when it opens, hurries back when the network or the person does, leaves with the page. */
import { useEffect, useState } from "react";

import { createRoomTicket, isShut } from "../api/rooms";
import { readDraft, writeDraft } from "../lib/useDraft";
import { socketUrl } from "../lib/socketUrl";
import { RoomClient } from "./client";
import { type Line, Refusal } from "./entrance";
import type { Page, RoomState } from "./state";
import type { Who } from "./events";

export interface RoomGlance {
  standing: RoomClient["standing"];
  role: Who | null;
  there: Who[];
  endsMs: number | null;
  aheadMs: number;
  lost: boolean;
  refused: string | null;
  unsent: number;
  talk: RoomState["talk"];
  pages: Page[];
  page: string | null;
  ended: string | null;
  typing: boolean;
}

const TYPING_MS = 3_000;

function glance(client: RoomClient, typing: boolean): RoomGlance {
  const { standing, role, there, endsMs, aheadMs, lost, refused, unsent, state } = client;
  return {
    standing, role, there, endsMs, aheadMs, lost, refused, unsent, typing,
    talk: [...state.talk], pages: [...state.pages], page: state.page, ended: state.ended,
  };
}

function openLine(id: string): Line {
  return new WebSocket(socketUrl(`/api/rooms/${encodeURIComponent(id)}/socket`)) as Line;
}

function createRoom(id: string): RoomClient {
  return new RoomClient({
    ticket: async () => {
      try {
        return await createRoomTicket(id);
      } catch (error) {
        throw isShut(error) ? new Refusal() : error;
      }
    },
    open: () => openLine(id),
    // What was said and not sent yet outlives a reload of this tab.
    shelf: { load: () => readDraft(`room/${id}`), save: (text) => writeDraft(`room/${id}`, text) },
  });
}

/** The room and what there is to see of it. To be used under a `key` of the room, for it does not change rooms. */
export function useRoom(id: string): [RoomClient, RoomGlance] {
  const [client] = useState(() => createRoom(id));
  const [seen, setSeen] = useState(() => glance(client, false));
  useEffect(() => {
    let typing: ReturnType<typeof setTimeout> | undefined;
    let heard = client.state.talk.length;
    const look = () => {
      const { talk } = client.state;
      if (talk.length > heard && talk.at(-1)?.role !== client.role) {
        clearTimeout(typing);
        typing = undefined;
      }
      heard = talk.length;
      setSeen(glance(client, typing !== undefined));
    };
    const unlisten = client.listen({
      changed: look,
      inked: () => undefined,
      passed: (what) => {
        if (what.kind !== "typing") return;
        clearTimeout(typing);
        typing = setTimeout(() => {
          typing = undefined;
          look();
        }, TYPING_MS);
        look();
      },
    });
    const hurry = () => {
      if (document.visibilityState === "visible") client.hurry();
    };
    client.start();
    look();
    window.addEventListener("online", hurry);
    document.addEventListener("visibilitychange", hurry);
    return () => {
      unlisten();
      clearTimeout(typing);
      client.stop();
      window.removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", hurry);
    };
  }, [client]);
  return [client, seen];
}
