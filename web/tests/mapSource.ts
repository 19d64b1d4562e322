/** An invented subject for the tests of the map. */
import type { MapSource } from "../src/components/map/layout/types";

const NAMES = ["数轴", "相反数", "有理数的大小比较", "一元二次方程根与系数的关系", "other、another、the other", "二次函数y=ax²+bx+c的图象和性质", "第一次世界大战和战后初期的世界"];

/** So many points in units of 1 to 11, five units to a theme. */
export function sourceOf(count: number): MapSource {
  const themes: { name: string; units: { id: string; name: string; grade: number; points: { id: string; name: string }[] }[] }[] = [];
  let made = 0;
  for (let number = 0; made < count; number += 1) {
    if (number % 5 === 0) themes.push({ name: `主题${String(themes.length + 1)}与应用`, units: [] });
    const size = Math.min(count - made, 1 + ((number * 7) % 11));
    const points = Array.from({ length: size }, (_, index) => ({ id: `math.j.u${String(number)}.p${String(index)}`, name: NAMES[(made + index) % NAMES.length] ?? "" }));
    themes[themes.length - 1]?.units.push({ id: `u${String(number)}`, name: `单元${String(number + 1)}`, grade: 7 + (number % 3), points });
    made += size;
  }
  return { themes };
}

export function pointsOf(path: string): [number, number][] {
  return path
    .slice(1, -1)
    .split("L")
    .map((pair) => pair.split(" ").map(Number) as [number, number]);
}
