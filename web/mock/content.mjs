/** A little invented content, enough to see every kind of card and page. */
const point = (id, name, unit = "一元二次方程", subject = "数学") => ({ id: `math.j.quadratic-equation.${id}`, name, unit, subject, stage: "初中", grade: 9 });

export const POINTS = [
  point("discriminant", "一元二次方程根的判别式"),
  point("root-formula", "求根公式"),
  point("general-form", "一元二次方程的一般形式"),
  point("completing-square", "配方法"),
  point("vieta", "一元二次方程根与系数的关系"),
  point("factoring", "因式分解法"),
];
const name = (index) => ({ id: POINTS[index].id, name: POINTS[index].name });

const levels = (names) => Object.fromEntries(["A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3"].map((code, index) => [code, names[index]]));
const COMMON = levels(["辨识记忆", "概括关联", "说明论证", "分析解释", "推论预测", "简单设计", "复杂推理", "系统探究", "创新思维"]);
const MATH = levels(["观察记忆", "概括理解", "说明论证", "分析计算", "推测解释", "简单问题解决", "综合问题解决", "猜想探究", "发现创新"]);

export const SUBJECTS = [
  ["chinese", "语文"], ["math", "数学"], ["english", "英语"], ["physics", "物理"], ["chemistry", "化学"],
  ["biology", "生物"], ["history", "历史"], ["geography", "地理"], ["morality", "道德与法治"],
].map(([code, subject]) => ({ code, name: subject, levels: code === "math" ? MATH : COMMON, core_concepts: { equations: "方程与不等式" }, stages: ["初中"] }));

const body = [
  "## 为什么先看判别式",
  "解方程之前，能不能先知道它**有没有根、有几个根**？可以，看一个数就够了：",
  "$$\\Delta = b^2-4ac$$",
  "| $\\Delta$ | 根的情况 |\n|---|---|\n| $>0$ | 两个不相等的实数根 |\n| $=0$ | 两个相等的实数根 |\n| $<0$ | 没有实数根 |",
  "## 例子",
  "判断 $2x^2-3x+2=0$ 的根的情况。这里 $a=2,\\ b=-3,\\ c=2$，注意 $b$ 带着负号。\n\n1. 代入：$(-3)^2-4\\times2\\times2$；\n2. 算出：$9-16=-7$；\n3. 负数，所以没有实数根。",
  "> 容易错的地方：$b^2$ 要连同负号一起平方，$(-3)^2=9$，不是 $-9$。",
  "## 自测",
  "不解方程，判断 $x^2-6x+9=0$ 的根的情况。",
  "## 自测答案",
  "$\\Delta=36-36=0$，有两个相等的实数根。",
].join("\n\n");

export const COURSES = [
  { id: "mc-math-discriminant", title: "不解方程，先看判别式", minutes: 6, levels: ["A2", "B1"], points: [name(0)], difficulty: 0.4, has_video: true, poster_url: null, loose: false, reasons: ["正好讲“根的判别式”，难度和你的题接近", "先把前置知识“一般形式”一起复习"] },
  { id: "mc-math-general-form", title: "认准 a、b、c：化成一般形式", minutes: 4, levels: ["A1"], points: [name(2)], difficulty: 0.2, has_video: false, poster_url: null, loose: false, reasons: ["“一般形式”是判别式的前置知识，你还没有练过"] },
  { id: "mc-math-vieta", title: "不求根，也能知道两根之和", minutes: 7, levels: ["B2"], points: [name(4), name(0)], difficulty: 0.55, has_video: false, poster_url: null, loose: false, reasons: ["学会判别式之后的下一步：根与系数的关系"] },
];
export const BODY = body;

export const ANSWERS = [
  { id: "qa-math-001", title: "判断方程根的情况", question: "不解方程，判断 $2x^2-3x+2=0$ 的根的情况。", points: [name(0)], level: "B1", difficulty: 0.35, near_duplicate: true, loose: false, reasons: ["和你的题几乎一样，知识点都是“根的判别式”"] },
  { id: "qa-math-002", title: "由根的情况求字母范围", question: "关于 $x$ 的方程 $kx^2-2x+1=0$ 有两个不相等的实数根，求 $k$ 的取值范围。", points: [name(0), name(2)], level: "B2", difficulty: 0.6, near_duplicate: false, loose: false, reasons: ["同样用判别式，多了一个要讨论的字母"] },
];
export const ANSWER = {
  idea: "根的情况只由判别式 $\\Delta=b^2-4ac$ 的符号决定，先把系数认准。",
  key_steps: ["写出 $a$、$b$、$c$，注意 $b$ 带着负号。", "把它们代入 $b^2-4ac$，算出数值，看它的符号。"],
  solution: "$a=2,\\ b=-3,\\ c=2$，\n\n$$\\Delta=(-3)^2-4\\times2\\times2=-7<0$$\n\n所以方程没有实数根。",
  final: "没有实数根",
};

export const TEACHERS = [
  { id: "t-math-1", name: "林若溪", school: "东城第一中学", title: "一级教师", style: ["循循善诱", "板书清晰"], rating: 10.6, rating_count: 38, hours_text: "周一、周三 18:00–21:00", free_now: true, loose: false, reasons: ["最擅长“根的判别式”，同学评价讲得清楚"] },
  { id: "t-math-2", name: "何景行", school: "西山中学", title: "高级教师", style: ["幽默"], rating: null, rating_count: 0, hours_text: "周二、周四 19:00–21:00", free_now: false, loose: false, reasons: ["擅长“求根公式”，今晚还有空位"] },
];
export const TEACHER = {
  stages: ["初中"], points: [name(0), name(1), name(4)], domains: ["方程与函数的衔接", "中考压轴题"],
  hours: [{ weekday: 1, start: "18:00", end: "21:00" }, { weekday: 3, start: "18:00", end: "21:00" }],
  introduction: "教了十二年初中数学，喜欢从一个好问题讲起，陪你把卡住的那一步想明白。",
};

export function profile() {
  return {
    subject: "数学", subject_confidence: 0.97, stage: "初中", stage_confidence: 0.93,
    knowledge_points: [{ ...name(0), confidence: 0.88 }, { ...name(2), confidence: 0.41 }, { ...name(1), confidence: 0.3 }],
    ability: { code: "B1", confidence: 0.46 }, difficulty: 0.45, difficulty_confidence: 0.6,
    intent: { name: "homework_question", sub: "hint", confidence: 0.8 },
  };
}
