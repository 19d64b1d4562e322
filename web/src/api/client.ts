/** One typed door to the API; every failure comes out as a Problem. */
import createClient from "openapi-fetch";

import { csrfHeader, fetchWithCsrf } from "./csrf";
import { isAbort } from "./isAbort";
import { offlineProblem, problemFrom } from "./problem";
import type { paths } from "./schema";

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  fetch: fetchWithCsrf,
});

interface Result<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a good answer, or a Problem thrown. */
export async function take<T>(call: Promise<Result<T>>): Promise<T> {
  let result: Result<T>;
  try {
    result = await call;
  } catch (error) {
    if (isAbort(error)) throw error;
    throw offlineProblem();
  }
  if (!result.response.ok) throw problemFrom(result.response.status, result.error);
  return result.data as T;
}

/** For what is told on the way out of a page: it may fail, and nobody is to be bothered. */
export function tell(call: Promise<Result<unknown>>): void {
  take(call).catch(() => undefined);
}

/** Multipart upload with progress (0–1), which fetch cannot tell. */
export function upload<T>(
  path: string,
  field: string,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append(field, file, file.name);
    request.open("POST", path);
    request.responseType = "text";
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader(...csrfHeader());
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      let body: unknown = null;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        body = null;
      }
      if (request.status >= 200 && request.status < 300) resolve(body as T);
      else reject(problemFrom(request.status, body));
    };
    request.onerror = () => reject(offlineProblem());
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}
