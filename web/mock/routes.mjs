/** Method, path, handler, and whether one may come without a session. */
import { randomUUID } from "node:crypto";

import * as assignments from "./assignments.mjs";
import { POINTS, SUBJECTS } from "./content.mjs";
import * as maps from "./map.mjs";
import * as materials from "./materials.mjs";
import { ACCOUNTS, ORGANISATIONS, STUDENTS } from "./people.mjs";
import * as asked from "./questions.mjs";
import { findAccount, me, outcomes, questions, sessions } from "./state.mjs";

const STARTED = Date.now();
const WARM_UP_MS = Number(process.env.MOCK_WARM_UP_MS ?? 0);
let tries = 0;

function service() {
  return [200, {
    name: "双师智学", version: "0.1.0", demo: true, open_now: process.env.MOCK_OPEN !== "0", hours_text: "学期内周一至周五 18:00–21:00", hotline: "12355",
    demo_accounts: ACCOUNTS.map(({ role, organisation, number, password, label }) => ({ role, organisation, number, password, label })),
  }];
}

function ready() {
  const warming = Date.now() - STARTED < WARM_UP_MS;
  const part = (name, state = "ready", detail = "") => ({ name, state, detail });
  return [200, { ready: !warming, parts: [part("database"), part("engine", warming ? "warming" : "ready", warming ? "正在载入模型" : ""), part("ocr", warming ? "warming" : "ready"), part("valkey"), part("worker")] }];
}

function login({ body }) {
  const account = findAccount(body ?? {});
  if (!account) {
    tries += 1;
    if (tries >= 5) return [423, { status: 423, code: "locked", title: "已锁定", detail: "试错次数太多，请稍后再试。", retry_after_s: 600 }];
    return [401, { status: 401, code: "bad_credentials", title: "登录失败", detail: "学校、学号或密码不对。" }];
  }
  tries = 0;
  const token = randomUUID();
  sessions.set(token, account);
  return [200, me(account), { "Set-Cookie": `mock_session=${token}; HttpOnly; SameSite=Lax; Path=/` }];
}

function logout({ request }) {
  sessions.delete(/mock_session=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1]);
  return [204, null];
}

function password({ body, user }) {
  if (body.old !== user.password) return [422, { status: 422, code: "wrong_password", title: "密码不对", detail: "现在的密码不对。" }];
  user.password = body.new;
  user.must_change_password = false;
  return [200, me(user)];
}

function patchMe({ body, user }) {
  Object.assign(user, body);
  return [200, me(user)];
}

function points({ query }) {
  const words = query.get("query") ?? "";
  return [200, POINTS.filter((point) => point.name.includes(words)).slice(0, Number(query.get("limit") ?? 10))];
}

function students({ query }) {
  const found = STUDENTS.filter(({ name, number }) => (name + number).includes(query.get("q") ?? ""));
  return [200, { total: found.length, students: found }];
}

export const routes = [
  ["GET", /^\/api\/service$/, service, true],
  ["GET", /^\/api\/ready$/, ready, true],
  ["GET", /^\/api\/organisations$/, () => [200, ORGANISATIONS], true],
  ["POST", /^\/api\/session$/, login, true],
  ["GET", /^\/api\/session$/, ({ user }) => [200, me(user)]],
  ["DELETE", /^\/api\/session$/, logout],
  ["POST", /^\/api\/session\/password$/, password],
  ["PATCH", /^\/api\/me$/, patchMe],
  ["GET", /^\/api\/me\/export$/, ({ user }) => [200, { me: me(user), questions: [...questions.values()] }]],
  ["GET", /^\/api\/subjects$/, () => [200, SUBJECTS]],
  ["GET", /^\/api\/points$/, points],
  ["GET", /^\/api\/points\/([^/]+)$/, maps.point],
  ["GET", /^\/api\/points\/([^/]+)\/content$/, maps.content],
  ["GET", /^\/api\/maps\/([^/]+)$/, maps.map],
  ["GET", /^\/api\/maps\/([^/]+)\/mastery$/, maps.mastery],
  ["GET", /^\/api\/maps\/([^/]+)\/(?:questions|classes\/[^/]+)$/, () => [200, {}]],
  ["GET", /^\/api\/classes$/, assignments.classesOf],
  ["GET", /^\/api\/classes\/([^/]+)\/assignments$/, assignments.list],
  ["POST", /^\/api\/classes\/([^/]+)\/assignments$/, assignments.set],
  ["PUT", /^\/api\/assignments\/([^/]+)$/, assignments.change],
  ["GET", /^\/api\/tasks$/, assignments.tasks],
  ["GET", /^\/api\/routes\/([^/]+)$/, maps.route],
  ["POST", /^\/api\/questions$/, asked.askText],
  ["POST", /^\/api\/questions\/photo$/, asked.askPhoto],
  ["GET", /^\/api\/questions$/, asked.list],
  ["GET", /^\/api\/questions\/([^/]+)$/, asked.one],
  ["PUT", /^\/api\/questions\/([^/]+)\/text$/, asked.correct],
  ["POST", /^\/api\/questions\/([^/]+)\/recommendation$/, asked.recommendation],
  ["PATCH", /^\/api\/questions\/([^/]+)\/profile$/, asked.editProfile],
  ["POST", /^\/api\/slates\/([^/]+)\/outcomes$/, asked.record],
  ["GET", /^\/api\/micro-courses\/([^/]+)$/, materials.course],
  ["POST", /^\/api\/micro-courses\/([^/]+)\/watched$/, materials.watched],
  ["PUT", /^\/api\/micro-courses\/([^/]+)\/feedback$/, materials.judge],
  ["GET", /^\/api\/answers\/([^/]+)$/, materials.answer],
  ["POST", /^\/api\/answers\/([^/]+)\/hints$/, materials.hint],
  ["POST", /^\/api\/answers\/([^/]+)\/attempts$/, materials.attempt],
  ["GET", /^\/api\/teachers\/([^/]+)$/, materials.teacher],
  ["GET", /^\/api\/attachments\/video$/, materials.video],
  ["GET", /^\/api\/attachments\/([^/]+)$/, asked.picture],
  ["GET", /^\/api\/students$/, students],
  ["POST", /^\/api\/students\/([^/]+)\/password-reset$/, () => [200, { temporary_password: "青竹-5293" }]],
  ["GET", /^\/api\/outcomes$/, ({ query }) => [200, outcomes.slice(0, Number(query.get("limit") ?? 100))]],
];
