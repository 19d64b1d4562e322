/** A name on the map, in lines; the camera decides when and how large it is seen. */
import { memo } from "react";

import type { Label } from "./layout/types";

const LINE = 1.18;

interface Props {
  kind: "theme" | "unit" | "point" | "marked";
  label: Label;
  ink: string;
  halo?: string | undefined;
  /** Small words under the name. */
  footer?: string | undefined;
}

export const MapName = memo(function MapName({ kind, label, ink, halo, footer }: Props) {
  const { lines, at, size } = label;
  if (size <= 0) return null;
  const rows = lines.length + (footer === undefined ? 0 : 0.62);
  const widest = Math.max(...lines.map((line) => line.length));
  return (
    <g
      data-name={kind}
      data-size={size.toFixed(2)}
      data-x={at[0].toFixed(1)}
      data-y={at[1].toFixed(1)}
      data-reach={(widest * size).toFixed(0)}
      transform={`translate(${at[0].toFixed(1)} ${at[1].toFixed(1)})`}
      display="none"
    >
      <text
        textAnchor="middle"
        fontSize={size.toFixed(2)}
        fontWeight={kind === "theme" ? 700 : kind === "unit" ? 600 : 500}
        fill={ink}
        {...(halo !== undefined && { stroke: halo, strokeWidth: (size * 0.2).toFixed(2), strokeLinejoin: "round", paintOrder: "stroke" })}
      >
        {lines.map((line, index) => (
          <tspan key={index} x="0" y={((index - rows / 2 + 0.5) * LINE * size + size * 0.35).toFixed(2)}>
            {line}
          </tspan>
        ))}
        {footer !== undefined && (
          <tspan x="0" y={((lines.length - rows / 2 + 0.36) * LINE * size + size * 0.2).toFixed(2)} fontSize={(size * 0.5).toFixed(2)} fontWeight={500}>
            {footer}
          </tspan>
        )}
      </text>
    </g>
  );
});
