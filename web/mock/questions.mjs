/** Asking, reading, recommending. */
import { ANSWERS, COURSES, POINTS, TEACHERS, profile } from "./content.mjs";
import { id, outcomes, pictures, questions } from "./state.mjs";

const READ_AFTER_MS = 2_400;

function png(bytes) {
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function fileOf(raw, type) {
  const boundary = Buffer.from(`--${/boundary=(.+)$/.exec(type)[1]}`);
  const start = raw.indexOf("\r\n\r\n") + 4;
  const end = raw.indexOf(Buffer.concat([Buffer.from("\r\n"), boundary]), start);
  return { bytes: raw.subarray(start, end), kind: /Content-Type: (\S+)/i.exec(raw.subarray(0, start).toString("latin1"))?.[1] };
}

function blank(source, text) {
  return {
    id: id("q"), created_at: new Date().toISOString(), source, state: "read", place_in_queue: null, problem: null, text,
    ocr_confidence: null, rotation: 0, regions: [], region: null, picture: null, ready_to_publish: false, profile: null,
  };
}

export function askText({ body, user }) {
  const text = String(body?.text ?? "").trim();
  if (text === "") return [422, { status: 422, code: "blank", title: "没有内容", detail: "问题是空的，写几个字再试。" }];
  const question = { ...blank("text", text), owner: user.id };
  questions.set(question.id, question);
  return [201, question];
}

export function askPhoto({ raw, request, user }) {
  const { bytes, kind } = fileOf(raw, request.headers["content-type"]);
  const size = bytes.readUInt32BE(0) === 0x89504e47 ? png(bytes) : { width: 1200, height: 900 };
  const question = { ...blank("photo", ""), owner: user.id, asked: Date.now(), state: "waiting", place_in_queue: 2 };
  question.picture = { url: `/api/attachments/${question.id}`, ...size };
  if (raw.subarray(0, 300).includes("bad")) {
    Object.assign(question, { asked: 0, state: "failed", place_in_queue: null, problem: { code: "no_text", message: "照片里没有找到文字，请对准题目、光线亮一些再拍一张。" } });
  }
  pictures.set(question.id, { bytes, kind });
  questions.set(question.id, question);
  return [202, view(question)];
}

const TEXTS = ["1. 不解方程，判断 2x²-3x+2=0 的根的情况。", "2. 已知 x²+mx+4=0 有两个相等的实数根，求 m 的值。", "3. 用配方法解方程 x²-6x+5=0。"];

function view(question) {
  if (!question.asked || question.state === "read") return question;
  const age = Date.now() - question.asked;
  const { width, height } = question.picture;
  const count = height > width ? 3 : 1;
  const region = (index) => ({
    index, text: TEXTS[index], confidence: 0.96,
    box: count === 1 ? [width * 0.04, height * 0.2, width * 0.96, height * 0.8] : [width * 0.078, height * [0.077, 0.257, 0.502][index], width * [0.72, 0.8, 0.58][index], height * [0.11, 0.34, 0.53][index]],
  });
  if (age < READ_AFTER_MS / 3) return question;
  question.place_in_queue = null;
  if (age < READ_AFTER_MS) {
    Object.assign(question, { state: "reading", regions: Array.from({ length: Math.min(count, 1 + Math.floor(age / 900)) }, (_, index) => region(index)) });
    return question;
  }
  const regions = Array.from({ length: count }, (_, index) => region(index));
  Object.assign(question, { state: "read", regions, region: 0, text: TEXTS[0], ocr_confidence: 0.96 });
  return question;
}

const missing = [404, { status: 404, code: "not_found", title: "没有找到", detail: "没有找到这个问题。" }];

export function one({ params: [key], user }) {
  const question = questions.get(key);
  return question?.owner === user.id ? [200, view(question)] : missing;
}

export function list({ query, user }) {
  const mine = [...questions.values()].filter((question) => question.owner === user.id).reverse().map(view);
  const from = query.get("before") ? mine.findIndex((question) => question.created_at === query.get("before")) + 1 : 0;
  return [200, mine.slice(from, from + Number(query.get("limit") ?? 20))];
}

export function correct({ params: [key], body }) {
  const question = questions.get(key);
  if (!question) return missing;
  if (typeof body.region === "number") Object.assign(question, { region: body.region, text: question.regions[body.region].text });
  if (typeof body.text === "string") Object.assign(question, { text: body.text, state: "read", problem: null });
  return [200, question];
}

function noticeFor(text) {
  if (/天气|外卖/.test(text)) return { kind: "out_of_scope", message: "这个问题不在九门学科里，我没法讲。学习上的问题，随时来问。", contact: null, hotline: null };
  if (/难过|不想活|害怕/.test(text)) return { kind: "distress", message: "谢谢你愿意说出来。你现在的感受很重要，你不需要一个人扛着。\n学校的心理老师和值班热线都愿意听你说。", contact: "心理辅导室 王老师（教学楼 201）", hotline: "12355" };
  return null;
}

function recommend(question, user) {
  const notice = noticeFor(question.text);
  const none = notice !== null;
  question.profile ??= { ...profile(), ...(none ? { subject: null, knowledge_points: [] } : {}) };
  return {
    question_id: question.id, slate_id: id("sl"), profile: question.profile, personalised: user.personalised ?? true, notice,
    micro_courses: none ? [] : COURSES, answers: none ? [] : ANSWERS, teachers: none ? [] : TEACHERS,
    timings_ms: { read: 0, profile: 8, retrieve: 4, rank: 2, total: 14 },
  };
}

export function recommendation({ params: [key], user }) {
  const question = questions.get(key);
  if (!question) return missing;
  question.waited = (question.waited ?? 0) + 1;
  if (question.text.includes("排队") && question.waited < 4) return [202, { place_in_queue: 4 - question.waited }];
  return [200, recommend(question, user)];
}

export function editProfile({ params: [key], body, user }) {
  const question = questions.get(key);
  const now = question.profile;
  question.profile = {
    ...now,
    ...(body.subject ? { subject: body.subject, subject_confidence: 1 } : {}),
    ...(body.knowledge_points ? { knowledge_points: body.knowledge_points.map((point) => ({ id: point, name: POINTS.find((one) => one.id === point)?.name ?? point, confidence: 1 })) } : {}),
    ...(body.ability ? { ability: { code: body.ability, confidence: 1 } } : {}),
    ...(body.difficulty === undefined ? {} : { difficulty: body.difficulty, difficulty_confidence: 1 }),
    ...(body.intent ? { intent: { ...now.intent, name: body.intent, confidence: 1 } } : {}),
  };
  return [200, recommend(question, user)];
}

export function record({ params: [slate], body, user }) {
  const row = { id: id("o"), at: new Date().toISOString(), kind: body.kind, list: body.item_id?.startsWith("mc") ? "micro_courses" : body.item_id?.startsWith("qa") ? "answers" : body.item_id ? "teachers" : null, item_id: body.item_id ?? null, slate_id: slate, student: `p-${user.id.slice(-4)}9f`, subject: "数学", reason: body.reason ?? null };
  outcomes.unshift(row);
  return [201, { id: row.id }];
}

export function picture({ params: [key], response }) {
  const found = pictures.get(key);
  if (!found) return missing;
  response.writeHead(200, { "Content-Type": found.kind ?? "image/png" });
  response.end(found.bytes);
  return undefined;
}
