/** What is set to classes, and what a student is to go through. */
import { COURSES } from "./content.mjs";
import { CLASSES, STUDENTS } from "./people.mjs";
import { finished, id } from "./state.mjs";

const MOST = 50;
const DAY_MS = 86_400_000;
const problem = (status, code, title, detail) => [status, { status, code, title, detail }];
const missing = problem(404, "not_found", "没有找到", "没有找到。");

/** A day in Beijing, so many days from now. */
export const day = (away = 0) => new Date(Date.now() + 8 * 3_600_000 + away * DAY_MS).toISOString().slice(0, 10);

const assignments = [
  { id: "as-1", class_id: "c-801", course_id: "mc-math-vieta", due_on: day(-2), withdrawn: false },
  { id: "as-2", class_id: "c-801", course_id: "mc-math-general-form", due_on: day(1), withdrawn: false },
];

const doneBy = (student, courseId) => finished.has(`${student.id}/${courseId}`);
const ofClass = (classId) => assignments.filter((one) => one.class_id === classId && !one.withdrawn);

function view(assignment) {
  const { title, minutes } = COURSES.find((one) => one.id === assignment.course_id);
  return { ...assignment, title, minutes, done: STUDENTS.filter((student) => doneBy(student, assignment.course_id)).length, students: STUDENTS.length };
}

export function classesOf({ user }) {
  if (user.role === "school_admin") return [200, CLASSES];
  return [200, CLASSES.filter(({ id: classId }) => user.role === "teacher" && classId === user.class_id)];
}

export function list({ params: [classId] }) {
  return [200, ofClass(classId).reverse().map(view)];
}

export function set({ params: [classId], body }) {
  const due = body.due_on ?? null;
  if (due !== null && due < day()) return problem(422, "past_date", "日期不对", "截止日期不能早于今天。");
  if (!COURSES.some((one) => one.id === body.course_id)) return missing;
  let assignment = ofClass(classId).find((one) => one.course_id === body.course_id);
  if (!assignment) {
    if (ofClass(classId).length >= MOST) return problem(409, "too_many_assignments", "布置太多", `这个班已有 ${MOST} 项布置，请先撤回做完的。`);
    assignment = { id: id("as"), class_id: classId, course_id: body.course_id, withdrawn: false };
    assignments.push(assignment);
  }
  assignment.due_on = due;
  return [200, view(assignment)];
}

export function change({ params: [key], body }) {
  const assignment = assignments.find((one) => one.id === key);
  if (!assignment) return missing;
  const due = body.due_on ?? null;
  if (due !== assignment.due_on && due !== null && due < day()) return problem(422, "past_date", "日期不对", "截止日期不能早于今天。");
  Object.assign(assignment, { due_on: due, withdrawn: body.withdrawn ?? false });
  return [200, view(assignment)];
}

const task = (courseId, more) => {
  const { id: course_id, title, minutes } = COURSES.find((one) => one.id === courseId);
  return { course_id, title, minutes, due_on: null, learned_on: null, recall: null, ...more };
};

export function tasks({ user }) {
  const open = ofClass(user.class_id).filter((one) => !doneBy(user, one.course_id));
  const urgent = open.sort((one, other) => (one.due_on ?? "9999").localeCompare(other.due_on ?? "9999"));
  const review = "mc-math-discriminant";
  return [200, {
    assigned: urgent.map(({ course_id, due_on }) => task(course_id, { due_on })),
    reviews: doneBy(user, review) ? [] : [task(review, { learned_on: day(-5), recall: 0.802 })],
  }];
}
