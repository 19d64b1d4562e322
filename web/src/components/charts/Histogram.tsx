/** Bars side by side with their labels beneath. */
import { Chart } from "./Chart";
import styles from "./charts.module.css";
import { thinned, ticks } from "./ticks";

interface Props {
  label: string;
  bars: { key: string; value: number; title: string }[];
  height?: number;
}

const PAD = { left: 46, right: 8, top: 10, bottom: 24 };

export function Histogram({ label, bars, height = 190 }: Props) {
  const marks = ticks(0, Math.max(1, ...bars.map(({ value }) => value)));
  const high = marks[marks.length - 1] ?? 1;
  return (
    <Chart label={label} height={height}>
      {(width) => {
        const step = (width - PAD.left - PAD.right) / Math.max(1, bars.length);
        const y = (value: number) => height - PAD.bottom - (value / high) * (height - PAD.bottom - PAD.top);
        const labelled = new Set(thinned(bars.length, Math.floor(width / 52)));
        return (
          <>
            {marks.map((mark) => (
              <g key={mark}>
                <line className={styles["grid"]} x1={PAD.left} x2={width - PAD.right} y1={y(mark)} y2={y(mark)} />
                <text className={styles["tick"]} x={PAD.left - 6} y={y(mark) + 4} textAnchor="end">
                  {mark}
                </text>
              </g>
            ))}
            {bars.map(({ key, value, title }, i) => (
              <g key={key} className={styles["brand"]}>
                <rect className={styles["bar"]} x={PAD.left + i * step + 1} width={Math.max(1, step - 2)} y={y(value)} height={height - PAD.bottom - y(value)} rx="2">
                  <title>{title}</title>
                </rect>
                {labelled.has(i) && (
                  <text className={styles["tick"]} x={PAD.left + (i + 0.5) * step} y={height - 6} textAnchor="middle">
                    {key}
                  </text>
                )}
              </g>
            ))}
          </>
        );
      }}
    </Chart>
  );
}
