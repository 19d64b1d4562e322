/** A spoken message: recorded by the browser, handed over when it ends, at two minutes at the latest. */
import { useCallback, useEffect, useRef, useState } from "react";

const LONGEST_MS = 120_000;
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const BITS_PER_S = 24_000;

export type Recording = "idle" | "asking" | "recording" | "refused";

export interface VoiceRecorder {
  available: boolean;
  phase: Recording;
  seconds: number;
  start: () => void;
  /** Ends and hands over. */
  finish: () => void;
  /** Ends and forgets. */
  cancel: () => void;
}

export function useVoiceRecorder(onDone: (file: File, ms: number) => void): VoiceRecorder {
  const available = typeof MediaRecorder !== "undefined" && "mediaDevices" in navigator;
  const [phase, setPhase] = useState<Recording>("idle");
  const [seconds, setSeconds] = useState(0);
  const running = useRef<{ recorder: MediaRecorder; kept: boolean } | null>(null);
  const latest = useRef(onDone);
  useEffect(() => void (latest.current = onDone), [onDone]);

  const end = useCallback((kept: boolean) => {
    if (!running.current) return;
    running.current.kept = kept;
    running.current.recorder.stop();
  }, []);

  useEffect(() => () => end(false), [end]);

  const start = useCallback(() => {
    setPhase("asking");
    void navigator.mediaDevices.getUserMedia({ audio: true }).then(
      (stream) => {
        const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one)) ?? "";
        const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS_PER_S });
        const pieces: Blob[] = [];
        const begun = performance.now();
        const state = { recorder, kept: true };
        running.current = state;
        const clock = setInterval(() => {
          const ms = performance.now() - begun;
          setSeconds(Math.floor(ms / 1000));
          if (ms >= LONGEST_MS) end(true);
        }, 250);
        recorder.ondataavailable = ({ data }) => pieces.push(data);
        recorder.onstop = () => {
          clearInterval(clock);
          stream.getTracks().forEach((track) => track.stop());
          running.current = null;
          setPhase("idle");
          setSeconds(0);
          const ms = Math.min(LONGEST_MS, Math.round(performance.now() - begun));
          const kind = recorder.mimeType.split(";")[0] ?? "";
          if (state.kept && pieces.length > 0) latest.current(new File(pieces, "voice", { type: kind }), ms);
        };
        recorder.start();
        setPhase("recording");
      },
      () => setPhase("refused"),
    );
  }, [end]);

  return { available, phase, seconds, start, finish: () => end(true), cancel: () => end(false) };
}
