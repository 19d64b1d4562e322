/** Micro-courses, answers, teachers. */
import { createReadStream, existsSync, statSync } from "node:fs";

import { day } from "./assignments.mjs";
import { ANSWER, ANSWERS, BODY, COURSES, TEACHER, TEACHERS } from "./content.mjs";
import { feedback, finished, reveals } from "./state.mjs";

/** MOCK_VIDEO names a local file to play in the first micro-course. */
const VIDEO = process.env.MOCK_VIDEO ?? "";
const by = { id: "t-math-1", name: "林若溪" };
const missing = [404, { status: 404, code: "not_found", title: "没有找到", detail: "没有找到这份材料，可能已经下架。" }];

export function course({ params: [key], user }) {
  const found = COURSES.find((one) => one.id === key);
  if (!found) return missing;
  const media = found.has_video && existsSync(VIDEO) ? { video_url: "/api/attachments/video", poster_url: null, captions_url: null, seconds: 8 } : null;
  return [200, { ...found, body: BODY, by, media, feedback: feedback.get(key) ?? null, finished_on: finished.get(`${user.id}/${key}`) ?? null }];
}

export function judge({ params: [key], body }) {
  feedback.set(key, body.difficulty);
  return [204, null];
}

export function watched({ params: [key], body, user }) {
  if (body.finished) finished.set(`${user.id}/${key}`, day());
  console.log("watched", JSON.stringify(body));
  return [204, null];
}

export function video({ request, response }) {
  const { size } = statSync(VIDEO);
  const [, first, last] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? "") ?? [];
  const start = Number(first ?? 0);
  const end = last ? Number(last) : size - 1;
  response.writeHead(first === undefined ? 200 : 206, {
    "Content-Type": "video/webm", "Accept-Ranges": "bytes", "Content-Length": end - start + 1,
    ...(first === undefined ? {} : { "Content-Range": `bytes ${start}-${end}/${size}` }),
  });
  createReadStream(VIDEO, { start, end }).pipe(response);
}

function view(key, questionId) {
  const found = ANSWERS.find((one) => one.id === key);
  const state = reveals.get(`${key}/${questionId}`) ?? { hints: 0, attempted: false };
  const solved = state.attempted || state.hints >= 2;
  const steps = solved || state.hints >= 1;
  return {
    id: key, question: found.question, points: found.points, level: found.level, by,
    stage: solved ? "solution" : steps ? "key_steps" : "idea",
    idea: ANSWER.idea, key_steps: steps ? ANSWER.key_steps : null, solution: solved ? ANSWER.solution : null, final: solved ? ANSWER.final : null,
    hints_used: state.hints, attempted: state.attempted, solution_needs: solved ? "nothing" : "attempt_or_hints",
  };
}

const known = (key) => ANSWERS.some((one) => one.id === key);

export function answer({ params: [key], query }) {
  return known(key) ? [200, view(key, query.get("question_id"))] : missing;
}

function change(key, questionId, update) {
  const name = `${key}/${questionId}`;
  reveals.set(name, update(reveals.get(name) ?? { hints: 0, attempted: false }));
  return [200, view(key, questionId)];
}

export function hint({ params: [key], body }) {
  return change(key, body.question_id, (state) => ({ ...state, hints: state.hints + 1 }));
}

export function attempt({ params: [key], body }) {
  return change(key, body.question_id, (state) => ({ ...state, attempted: true }));
}

export function teacher({ params: [key] }) {
  const found = TEACHERS.find((one) => one.id === key);
  return found ? [200, { ...found, ...TEACHER }] : missing;
}
