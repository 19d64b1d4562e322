/** What stands out above the rest: the chosen point with its arcs, picked points, one colour of the legend. */
import { memo } from "react";

import { inkOn, type MapColours, type Paint } from "./colours";
import { arc } from "./curves";
import type { Cell, MapLayout } from "./layout/types";
import { MapName } from "./MapName";

export interface Relations {
  needs: readonly string[];
  opens: readonly string[];
  related: readonly string[];
}

interface Props {
  layout: MapLayout;
  cells: ReadonlyMap<string, Cell>;
  paint: Paint;
  colours: MapColours;
  selected: string | null;
  relations: Relations | null;
  picked: readonly string[];
  /** Only these are to be seen well. */
  only: ReadonlySet<string> | null;
  prefix: string;
}

const LINES = [["needs", "needs"], ["opens", "opens"], ["related", "related"]] as const;

export const MapMarks = memo(function MapMarks(props: Props) {
  const { layout, cells, paint, colours, selected, relations, picked, only, prefix } = props;
  const at = (id: string) => cells.get(id);
  const centre = selected === null ? undefined : at(selected);
  const near = relations === null ? [] : [...relations.needs, ...relations.opens, ...relations.related];
  const lit = new Set([...(selected === null ? [] : [selected]), ...near, ...picked, ...(only ?? [])]);
  const shown = [...lit].map(at).filter((cell): cell is Cell => cell !== undefined);
  const veiled = centre !== undefined || only !== null;
  return (
    <g pointerEvents="none" data-overlay>
      <defs>
        {LINES.map(([kind, colour]) => (
          <marker key={kind} id={`${prefix}-${kind}`} viewBox="0 0 8 8" refX="6.2" refY="4" markerWidth="4.6" markerHeight="4.6" orient="auto">
            <path d="M0.600 0.600L7.400 4L0.600 7.400L2.200 4Z" fill={colours[colour]} />
          </marker>
        ))}
      </defs>
      {veiled && <path d={layout.coast} fill={colours.veil} fillOpacity={colours.dark ? 0.58 : 0.55} />}
      {shown.map((cell) => (
        <g key={cell.id}>
          <path d={cell.path} fill={paint(cell)} stroke={colours.fine} data-stroke="1.4" strokeLinejoin="round" />
          <MapName kind="marked" label={cell.label} ink={inkOn(paint(cell))} />
        </g>
      ))}
      {picked.map((id) => {
        const cell = at(id);
        if (!cell) return null;
        const [x, y] = cell.at;
        return (
          <g key={id}>
            <path d={cell.path} fill={colours.needs} fillOpacity="0.16" stroke={colours.needs} data-stroke="3.4" strokeLinejoin="round" />
            <g data-pinned data-x={x.toFixed(1)} data-y={(y - cell.label.size * 0.6 * cell.label.lines.length).toFixed(1)}>
              <circle cy="-12" r="11" fill={colours.needs} stroke={colours.roadSide} strokeWidth="2" />
              <path d="M-5-11.500L-1.500-8L5-16" fill="none" stroke={inkOn(colours.needs)} strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round" />
            </g>
          </g>
        );
      })}
      {centre && (
        <>
          <path d={centre.path} fill="none" stroke={colours.dark ? "#0d1220" : "#ffffff"} data-stroke="7" strokeLinejoin="round" />
          <path d={centre.path} fill="none" stroke={colours.mark} data-stroke="3" strokeLinejoin="round" />
        </>
      )}
      {centre &&
        relations !== null &&
        LINES.flatMap(([kind, colour]) =>
          relations[kind].map((id) => {
            const other = at(id);
            if (!other) return null;
            const [from, to] = kind === "opens" ? [centre.at, other.at] : [other.at, centre.at];
            const path = arc(from, to, layout.step * 0.36);
            const plain = kind === "related";
            return (
              <g key={`${kind}-${id}`} fill="none" strokeLinecap="round" data-arc={kind}>
                <path d={path} stroke={colours.roadSide} strokeOpacity="0.85" data-stroke="5.4" />
                <path
                  d={path}
                  stroke={colours[colour]}
                  data-stroke={plain ? "1.8" : "2.6"}
                  {...(plain ? { strokeDasharray: "5 6" } : { markerEnd: `url(#${prefix}-${kind})` })}
                />
              </g>
            );
          }),
        )}
    </g>
  );
});
