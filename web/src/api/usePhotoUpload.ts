/** One photograph on its way: made lighter, sent with progress, may be cancelled. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

import { lighten } from "../lib/picture";
import { upload } from "./client";
import { isAbort } from "./isAbort";
import { isProblem } from "./problem";
import { keepQuestion } from "./questions";
import { endSession } from "./session";
import type { Question } from "./types";

export interface UploadState {
  phase: "idle" | "preparing" | "sending" | "sent";
  share: number;
  preview: string | null;
}

const IDLE: UploadState = { phase: "idle", share: 0, preview: null };

export function usePhotoUpload(onDone: (question: Question) => void, onError: (error: unknown) => void) {
  const client = useQueryClient();
  const [state, setState] = useState<UploadState>(IDLE);
  const running = useRef<AbortController | null>(null);
  const { preview } = state;

  useEffect(() => () => running.current?.abort(), []);
  useEffect(
    () => () => {
      if (preview !== null) URL.revokeObjectURL(preview);
    },
    [preview],
  );

  const send = useCallback(
    async (file: File) => {
      const controller = new AbortController();
      running.current = controller;
      const shown = file.type.startsWith("image/") ? URL.createObjectURL(file) : null;
      setState({ phase: "preparing", share: 0, preview: shown });
      try {
        const light = await lighten(file);
        if (controller.signal.aborted) return;
        setState({ phase: "sending", share: 0, preview: shown });
        const question = await upload<Question>(
          "/api/questions/photo",
          "picture",
          light,
          (share) => setState({ phase: share < 1 ? "sending" : "sent", share, preview: shown }),
          controller.signal,
        );
        keepQuestion(client, question);
        onDone(question);
      } catch (error) {
        setState(IDLE);
        if (isAbort(error)) return;
        onError(error);
        if (isProblem(error, 401)) endSession(client);
      }
    },
    [client, onDone, onError],
  );

  const cancel = useCallback(() => {
    running.current?.abort();
    setState(IDLE);
  }, []);

  return { state, send, cancel };
}
