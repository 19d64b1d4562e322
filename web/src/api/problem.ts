/** What went wrong, in words a student can read (problem+json, or no answer at all). */
import type { ProblemBody } from "./types";

export class Problem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
  }
}

/** No answer came: the network is gone, or the service does not listen. */
export const OFFLINE_STATUS = 0;

export function offlineProblem(): Problem {
  return new Problem(OFFLINE_STATUS, "offline", "");
}

export function problemFrom(status: number, body: unknown): Problem {
  const given: Partial<ProblemBody> = typeof body === "object" && body !== null ? body : {};
  const detail = typeof given.detail === "string" ? given.detail : (given.title ?? "");
  return new Problem(status, given.code ?? `http_${status}`, detail);
}

export function isProblem(error: unknown, status?: number): error is Problem {
  return error instanceof Problem && (status === undefined || error.status === status);
}
