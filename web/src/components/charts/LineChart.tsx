/** Series over weeks: the line breaks where weeks are missing, as in holidays. */
import { Chart } from "./Chart";
import styles from "./charts.module.css";
import { thinned, ticks } from "./ticks";

export interface Series {
  name: string;
  tone: "brand" | "second" | "soft";
  values: (number | null)[];
  /** 95 % interval, drawn as a band. */
  bounds?: ([number, number] | null)[];
  dashed?: boolean;
}

interface Props {
  label: string;
  days: string[];
  series: Series[];
  format: (value: number) => string;
  fromZero?: boolean;
  height?: number;
}

const PAD = { left: 46, right: 12, top: 10, bottom: 24 };
const WEEK_MS = 7 * 86_400_000;
const LABEL_PX = 58;

export function LineChart({ label, days, series, format, fromZero = true, height = 190 }: Props) {
  const times = days.map((day) => Date.parse(day));
  const all = series.flatMap((one) => [...one.values, ...(one.bounds ?? []).flat()]).filter((value): value is number => value !== null);
  const marks = ticks(fromZero ? 0 : Math.min(...all), Math.max(...all, fromZero ? 0 : -Infinity));
  const [low = 0, high = 1] = [marks[0], marks[marks.length - 1]];
  return (
    <div>
      <Legend series={series} />
      <Chart label={label} height={height}>
        {(width) => {
          const first = times[0] ?? 0;
          const span = Math.max(WEEK_MS, (times[times.length - 1] ?? 0) - first);
          const x = (i: number) =>
            times.length === 1 ? (PAD.left + width - PAD.right) / 2 : PAD.left + (((times[i] ?? 0) - first) / span) * (width - PAD.left - PAD.right);
          const y = (value: number) => height - PAD.bottom - ((value - low) / (high - low)) * (height - PAD.bottom - PAD.top);
          return (
            <>
              {marks.map((mark) => (
                <g key={mark}>
                  <line className={styles["grid"]} x1={PAD.left} x2={width - PAD.right} y1={y(mark)} y2={y(mark)} />
                  <text className={styles["tick"]} x={PAD.left - 6} y={y(mark) + 4} textAnchor="end">
                    {format(mark)}
                  </text>
                </g>
              ))}
              {thinned(days.length, Math.floor((width - PAD.left) / LABEL_PX)).map((i) => (
                <text key={i} className={styles["tick"]} x={Math.min(x(i), width - 18)} y={height - 6} textAnchor="middle">
                  {(days[i] ?? "").slice(5)}
                </text>
              ))}
              {series.map((one) => (
                <g key={one.name} className={styles[one.tone]}>
                  {pieces(one.values, times).map((piece) => (
                    <g key={piece[0]}>
                      {one.bounds && <path className={styles["band"]} d={bandPath(piece, one.bounds, x, y)} />}
                      <polyline
                        className={styles["line"]}
                        strokeDasharray={one.dashed ? "5 4" : undefined}
                        points={piece.map((i) => `${x(i)},${y(one.values[i] ?? 0)}`).join(" ")}
                      />
                    </g>
                  ))}
                  {one.values.map((value, i) =>
                    value === null ? null : (
                      <circle key={days[i]} className={styles["dot"]} cx={x(i)} cy={y(value)} r={days.length > 30 ? 2 : 3}>
                        <title>{`${days[i] ?? ""} ${one.name} ${format(value)}`}</title>
                      </circle>
                    ),
                  )}
                </g>
              ))}
            </>
          );
        }}
      </Chart>
    </div>
  );
}

function Legend({ series }: { series: Series[] }) {
  if (series.length < 2) return null;
  return (
    <ul className={styles["legend"]}>
      {series.map((one) => (
        <li key={one.name} className={styles[one.tone]}>
          <svg viewBox="0 0 24 10" aria-hidden focusable="false">
            <line className={styles["line"]} x1="1" x2="23" y1="5" y2="5" strokeDasharray={one.dashed ? "5 4" : undefined} />
          </svg>
          {one.name}
        </li>
      ))}
    </ul>
  );
}

/** Runs of indices with values in weeks that follow one another. */
export function pieces(values: (number | null)[], times: number[]): number[][] {
  const found: number[][] = [];
  let last: number | null = null;
  values.forEach((value, i) => {
    if (value === null) return;
    const run = found[found.length - 1];
    if (run && last === i - 1 && (times[i] ?? 0) - (times[last] ?? 0) <= WEEK_MS * 1.5) run.push(i);
    else found.push([i]);
    last = i;
  });
  return found;
}

function bandPath(piece: number[], bounds: ([number, number] | null)[], x: (i: number) => number, y: (value: number) => number): string {
  const known = piece.flatMap((i) => {
    const bound = bounds[i];
    return bound ? [{ i, lo: bound[0], hi: bound[1] }] : [];
  });
  if (known.length < 2) return "";
  const up = known.map(({ i, hi }) => `${x(i)},${y(hi)}`);
  const down = known.map(({ i, lo }) => `${x(i)},${y(lo)}`).reverse();
  return `M${[...up, ...down].join("L")}Z`;
}
