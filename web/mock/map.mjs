/** A small knowledge map: one theme, one unit. */
import { ANSWERS, COURSES, POINTS, TEACHERS } from "./content.mjs";

const missing = [404, { status: 404, code: "not_found", title: "没有找到", detail: "没有这个知识点。" }];
const named = ({ id, name }) => ({ id, name });

export function map({ params: [code] }) {
  const points = POINTS.map((point) => ({ ...named(point), core_concept: "equations" }));
  const edges = POINTS.slice(1).map((point, index) => ({ source: POINTS[index].id, target: point.id, type: "prerequisite" }));
  const unit = { id: "math.j.quadratic-equation", name: "一元二次方程", grade: 9, term: 1, points };
  return [200, { subject: "数学", code, stage: "初中", core_concepts: { equations: "方程与不等式" }, themes: [{ name: "方程与不等式", units: [unit] }], edges }];
}

export function mastery() {
  return [200, Object.fromEntries(POINTS.slice(0, 3).map((point, index) => [point.id, { mastery: 0.3 + index * 0.25, evidence: 3 }]))];
}

export function point({ params: [id] }) {
  const index = POINTS.findIndex((one) => one.id === id);
  if (index < 0) return missing;
  return [200, {
    ...POINTS[index], aliases: [], definition: "由系数算出 $b^2-4ac$，看它的正负。", theme: "方程与不等式", term: 1, core_concept: "方程与不等式",
    can_do: { A: "说出判别式与根的关系", B: "不解方程判断根的情况", C: "由根的情况求参数的范围" },
    misconceptions: [{ belief: "判别式为零就没有根", repair: "为零时有两个相等的根" }],
    prerequisites: POINTS.slice(Math.max(0, index - 1), index).map(named), dependants: POINTS.slice(index + 1, index + 2).map(named), related: [],
  }];
}

export function content() {
  const teachers = TEACHERS.map(({ id, name, school, title }) => ({ id, name, school, title }));
  return [200, { micro_courses: COURSES, questions: ANSWERS.map(({ id, question, level }) => ({ id, question, level })), teachers }];
}

export function route({ params: [id] }) {
  const end = POINTS.findIndex((one) => one.id === id);
  if (end < 0) return missing;
  const steps = POINTS.slice(0, end + 1).map((one) => ({ ...named(one), unit: one.unit, grade: 9, term: 1, mastery: null, why: `接着学「${one.name}」` }));
  return [200, { goal: steps[end], reached: false, steps, assumed_grade: 8 }];
}
