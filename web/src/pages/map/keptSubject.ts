import { keep, kept } from "../../lib/kept";

const KEY = "map-subject";

/** The subject whose map was looked at last on this device. */
export const keptSubject = (): string | null => kept(KEY);

export const keepSubject = (code: string): void => keep(KEY, code);
