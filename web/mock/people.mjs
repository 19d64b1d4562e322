/** Invented schools and people. */
export const ORGANISATIONS = [
  { id: "s-east-1", name: "东城第一中学", kind: "school", district_id: "d-east", district_name: "东城示范区" },
  { id: "s-east-2", name: "东城实验学校", kind: "school", district_id: "d-east", district_name: "东城示范区" },
  { id: "s-east-3", name: "河畔中学", kind: "school", district_id: "d-east", district_name: "东城示范区" },
  { id: "s-west-1", name: "西山中学", kind: "school", district_id: "d-west", district_name: "西郊示范区" },
  { id: "s-west-2", name: "西郊第二中学", kind: "school", district_id: "d-west", district_name: "西郊示范区" },
  { id: "d-east", name: "东城示范区教育中心", kind: "district", district_id: "d-east", district_name: "东城示范区" },
  { id: "city", name: "市在线辅导中心", kind: "city", district_id: null, district_name: null },
];

export const CLASSES = [
  { id: "c-801", name: "八（1）班", grade: 8 },
  { id: "c-802", name: "八（2）班", grade: 8 },
  { id: "c-901", name: "九（1）班", grade: 9 },
];

const demo = { password: "demo-2026" };

export const ACCOUNTS = [
  { ...demo, id: "st-0001", role: "student", name: "陈一诺", organisation: "s-east-1", number: "2024010101", grade: 8, class_id: "c-801", class_name: "八（1）班", label: "学生 陈一诺 · 东城第一中学" },
  { ...demo, id: "st-0002", role: "student", name: "林小满", organisation: "s-east-1", number: "2024010102", grade: 8, class_id: "c-801", class_name: "八（1）班", label: "学生 林小满 · 首次登录", must_change_password: true, consent: false, personalised: false },
  { ...demo, id: "t-math-1", role: "teacher", name: "林若溪", organisation: "s-east-1", number: "T0001", class_id: "c-801", label: "教师 林若溪 · 班主任" },
  { ...demo, id: "a-school", role: "school_admin", name: "许文博", organisation: "s-east-1", number: "A001", label: "学校管理员 许文博 · 东城第一中学" },
  { ...demo, id: "a-east", role: "district_admin", name: "周明", organisation: "d-east", number: "A0001", label: "区管理员 周明" },
  { ...demo, id: "e-1", role: "engineer", name: "宋知远", organisation: "city", number: "E0001", label: "工程师 宋知远" },
];

export const STUDENTS = ["陈一诺", "林小满", "赵雨桐", "孙浩然", "吴思齐", "郑可欣"].map((name, index) => ({
  id: `st-000${index + 1}`,
  name,
  number: `202401010${index + 1}`,
  class_name: "八（1）班",
  grade: 8,
  must_change_password: index === 1,
  locked: index === 3,
  consent: index === 1 ? "none" : "given",
}));
