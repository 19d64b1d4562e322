/** A drawing as wide as its place, redrawn as that changes; in print it shrinks with the sheet. */
import { useRef, type CSSProperties, type ReactNode } from "react";

import { useSize } from "../../lib/useSize";
import styles from "./charts.module.css";

interface Props {
  label: string;
  height: number;
  children: (width: number) => ReactNode;
}

export function Chart({ label, height, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = useSize(box)?.width ?? null;
  return (
    <div ref={box} className={styles["chart"]} style={{ "--height": `${height}px` } as CSSProperties}>
      {width !== null && (
        <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} className={styles["drawing"]}>
          {children(width)}
        </svg>
      )}
    </div>
  );
}
