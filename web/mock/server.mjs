/** A stand-in for the API, for work on the web app alone. Nothing here is kept. */
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { routes } from "./routes.mjs";
import { currentUser } from "./state.mjs";

const PORT = Number(process.env.MOCK_PORT ?? 8000);
const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const CSP =
  "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; script-src 'self'; media-src 'self' blob:";
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function answer(response, status, body, headers = {}) {
  const type = status >= 400 ? "application/problem+json" : "application/json";
  response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store", ...headers });
  response.end(body === null || status === 204 ? undefined : JSON.stringify(body));
}

async function api(request, response, url) {
  const raw = await bodyOf(request);
  const type = request.headers["content-type"] ?? "";
  const body = type.startsWith("application/json") && raw.length > 0 ? JSON.parse(raw.toString()) : null;
  const user = currentUser(request.headers.cookie ?? "");
  for (const [method, pattern, handle, open] of routes) {
    const match = pattern.exec(url.pathname);
    if (method !== request.method || !match) continue;
    if (!open && !user) {
      return answer(response, 401, { status: 401, code: "no_session", title: "请先登录", detail: "请先登录。" });
    }
    const result = await handle({ params: match.slice(1).map(decodeURIComponent), query: url.searchParams, body, raw, request, response, user });
    if (result === undefined) return undefined;
    const [status, value, headers] = result;
    return answer(response, status, value, headers);
  }
  return answer(response, 404, { status: 404, code: "not_found", title: "没有找到", detail: "没有找到。" });
}

function page(response, url) {
  const wanted = normalize(join(DIST, url.pathname));
  const inside = wanted.startsWith(DIST) && existsSync(wanted) && statSync(wanted).isFile();
  const file = inside ? wanted : join(DIST, "index.html");
  if (!existsSync(file)) {
    response.writeHead(404).end("run npm run build first");
    return;
  }
  response.writeHead(200, {
    "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
    "Content-Security-Policy": CSP,
  });
  createReadStream(file).pipe(response);
}

createServer((request, response) => {
  const url = new URL(request.url, "http://mock");
  if (!url.pathname.startsWith("/api/")) return page(response, url);
  return api(request, response, url).catch((error) => {
    console.error(error);
    answer(response, 500, { status: 500, code: "mock", title: "出错了", detail: String(error) });
  });
}).listen(PORT, "127.0.0.1", () => console.log(`mock API on http://127.0.0.1:${PORT}`));
