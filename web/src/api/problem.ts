/** What went wrong, in words a student can read (problem+json, or no answer at all). */

export interface ProblemBody {
  title?: string;
  status?: number;
  detail?: unknown;
  code?: string;
  retry_after_s?: number;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | null;

  constructor(status: number, code: string, detail: string, retryAfterSeconds: number | null = null) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No answer came: the network is gone, or the service does not listen. */
export const OFFLINE_STATUS = 0;

export function offlineProblem(): Problem {
  return new Problem(OFFLINE_STATUS, "offline", "");
}

export function problemFrom(status: number, body: unknown): Problem {
  const given: ProblemBody = typeof body === "object" && body !== null ? body : {};
  const detail = typeof given.detail === "string" ? given.detail : (given.title ?? "");
  return new Problem(status, given.code ?? `http_${status}`, detail, given.retry_after_s ?? null);
}

export function isProblem(error: unknown, status?: number): error is Problem {
  return error instanceof Problem && (status === undefined || error.status === status);
}
