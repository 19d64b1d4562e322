import { minutesAndSeconds } from "../lib/dates";
import { useNow } from "../lib/useNow";

/** Counts down to a moment. */
export function TimeLeft({ until, children }: { until: string; children: (time: string) => string }) {
  const left = Math.max(0, Date.parse(until) - useNow(500));
  return <span role="timer">{children(minutesAndSeconds(left))}</span>;
}
