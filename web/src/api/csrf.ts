/** The token that proves a change was asked for by this page; renewed when another tab logged in anew. */
const HEADER = "X-CSRF-Token";

let token = "";

export function keepCsrfToken(fresh: string): void {
  token = fresh;
}

export function csrfHeader(): [name: string, value: string] {
  return [HEADER, token];
}

async function isStale(response: Response): Promise<boolean> {
  if (response.status !== 403) return false;
  const body = (await response.clone().json().catch(() => null)) as { code?: string } | null;
  return body?.code === "csrf";
}

async function renew(): Promise<boolean> {
  const response = await fetch("/api/session", { credentials: "same-origin" });
  if (!response.ok) return false;
  keepCsrfToken(((await response.json()) as { csrf_token: string }).csrf_token);
  return true;
}

/** fetch, with the token on every change, once more with a fresh token when ours was stale. */
export async function fetchWithCsrf(request: Request): Promise<Response> {
  if (request.method === "GET") return fetch(request);
  const again = request.clone();
  request.headers.set(HEADER, token);
  const response = await fetch(request);
  if (!(await isStale(response)) || !(await renew())) return response;
  again.headers.set(HEADER, token);
  return fetch(again);
}
