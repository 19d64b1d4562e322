/** Bands between two columns; what stays in its place is grey, what crosses is coloured. */
import { Chart } from "./Chart";
import styles from "./charts.module.css";
import { layOutFlow, type Edge } from "./flowLayout";

interface Props {
  label: string;
  edges: Edge[];
  nameOf: (key: string) => string;
}

const BLOCK = 10;
const GAP = 10;
const TOP = 4;

export function FlowChart({ label, edges, nameOf }: Props) {
  const places = new Set(edges.flatMap(({ from, to }) => [from, to])).size;
  const height = Math.max(180, places * 42);
  const { left, right, bands } = layOutFlow(edges, height - 2 * TOP, GAP);
  return (
    <Chart label={label} height={height}>
      {(width) => {
        const side = Math.min(150, width * 0.27);
        const [from, to] = [side, width - side];
        const middle = (from + to) / 2;
        return (
          <g transform={`translate(0 ${TOP})`}>
            {bands.map((band) => (
              <path
                key={`${band.from}/${band.to}`}
                className={band.from === band.to ? styles["staying"] : styles["crossing"]}
                d={`M${from + BLOCK},${band.fromY}C${middle},${band.fromY} ${middle},${band.toY} ${to - BLOCK},${band.toY}v${band.size}C${middle},${band.toY + band.size} ${middle},${band.fromY + band.size} ${from + BLOCK},${band.fromY + band.size}Z`}
              >
                <title>{`${nameOf(band.from)} → ${nameOf(band.to)} ${band.value}`}</title>
              </path>
            ))}
            {left.map(({ key, y, size, value }) => (
              <g key={key}>
                <rect className={styles["block"]} x={from} y={y} width={BLOCK} height={Math.max(1, size)} rx="2" />
                <Place name={nameOf(key)} value={value} x={from - 6} y={y} size={size} room={side} anchor="end" />
              </g>
            ))}
            {right.map(({ key, y, size, value }) => (
              <g key={key}>
                <rect className={styles["block"]} x={to - BLOCK} y={y} width={BLOCK} height={Math.max(1, size)} rx="2" />
                <Place name={nameOf(key)} value={value} x={to + 6} y={y} size={size} room={side} anchor="start" />
              </g>
            ))}
          </g>
        );
      }}
    </Chart>
  );
}

interface PlaceProps {
  name: string;
  value: number;
  x: number;
  y: number;
  size: number;
  room: number;
  anchor: "start" | "end";
}

const LETTER = 13;
const TWO_LINES = 32;

/** A name over its number where the block is high enough, else beside it, cut to what fits. */
function Place({ name, value, x, y, size, room, anchor }: PlaceProps) {
  const two = size >= TWO_LINES;
  const most = Math.max(2, Math.floor((room - (two ? 6 : 50)) / LETTER));
  const shown = name.length > most ? `${name.slice(0, most - 1)}…` : name;
  const middle = y + size / 2 + 4;
  return (
    <text className={styles["place"]} textAnchor={anchor}>
      <tspan x={x} y={two ? middle - 8 : middle}>
        {two ? shown : `${shown} ${value}`}
      </tspan>
      {two && (
        <tspan x={x} y={middle + 8}>
          {value}
        </tspan>
      )}
    </text>
  );
}
