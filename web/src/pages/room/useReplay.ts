/** Plays a session: its clock, its room as it was then, and the voices in it. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import { attachmentUrl } from "../../api/rooms";
import type { RoomEvent } from "../../room/events";
import { Replay, timelineOf } from "../../room/replay";

export interface Player {
  replay: Replay;
  totalMs: number;
  ms: number;
  playing: boolean;
  toggle: () => void;
  seek: (ms: number) => void;
}

export function useReplay(events: RoomEvent[], speed: number, skipPauses: boolean, onMoved: () => void): Player {
  const timeline = useMemo(() => timelineOf(events, skipPauses), [events, skipPauses]);
  const replay = useMemo(() => new Replay(events, timeline), [events, timeline]);
  const [ms, setMs] = useState(0);
  const [, setMoves] = useState(0);
  const [playing, setPlaying] = useState(false);
  const at = useRef(0);
  const moved = useRef(onMoved);
  useEffect(() => void (moved.current = onMoved), [onMoved]);

  const moveTo = useCallback(
    (next: number) => {
      at.current = Math.max(0, Math.min(timeline.totalMs, next));
      if (replay.moveTo(at.current)) {
        setMoves((count) => count + 1);
        moved.current();
      }
      setMs(at.current);
    },
    [replay, timeline],
  );

  useEffect(() => moveTo(at.current), [moveTo]);

  useEffect(() => {
    if (!playing) return undefined;
    let frame = 0;
    let last = performance.now();
    const heard = new Set<HTMLAudioElement>();
    const step = (now: number) => {
      const before = at.current;
      moveTo(before + (now - last) * speed);
      last = now;
      for (const { startMs, voice } of timeline.voices) {
        if (startMs < before || startMs >= at.current) continue;
        const audio = new Audio(attachmentUrl(voice.attachment));
        audio.playbackRate = speed;
        heard.add(audio);
        audio.play().catch(() => undefined); // deleted meanwhile, or the browser wants to be asked: the rest goes on
      }
      if (at.current >= timeline.totalMs) setPlaying(false);
      else frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => {
      cancelAnimationFrame(frame);
      heard.forEach((audio) => audio.pause());
    };
  }, [playing, speed, timeline, moveTo]);

  return {
    replay, ms, playing, totalMs: timeline.totalMs,
    toggle: () => {
      if (!playing && at.current >= timeline.totalMs) moveTo(0);
      setPlaying(!playing);
    },
    seek: moveTo,
  };
}
