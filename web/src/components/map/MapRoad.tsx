/** A route as a road with numbered stops. */
import { memo } from "react";

import type { MapColours } from "./colours";
import { roads } from "./curves";
import type { Cell, MapLayout } from "./layout/types";

interface Props {
  layout: MapLayout;
  cells: ReadonlyMap<string, Cell>;
  colours: MapColours;
  stops: readonly string[];
  /** The stop one looks at. */
  current: string | null;
}

/** From here on, in steps of the map, it is no road but a leap. */
const LEAP = 3.2;

export const MapRoad = memo(function MapRoad({ layout, cells, colours, stops, current }: Props) {
  const known = stops.flatMap((id, index) => {
    const cell = cells.get(id);
    return cell ? [{ cell, number: index + 1 }] : [];
  });
  if (known.length === 0) return null;
  const { road, leaps } = roads(known.map(({ cell }) => cell.at), layout.step * LEAP);
  return (
    <g pointerEvents="none" data-overlay data-testid="map-road">
      <path d={layout.coast} fill={colours.veil} fillOpacity={colours.dark ? 0.45 : 0.42} />
      {known.map(({ cell }) => (
        <path key={cell.id} d={cell.path} fill={colours.road} fillOpacity={cell.id === current ? 0.42 : 0.2} />
      ))}
      <g fill="none" strokeLinecap="round" strokeLinejoin="round">
        {leaps.length > 0 && (
          <>
            <path d={leaps.join("")} stroke={colours.roadSide} strokeOpacity="0.8" data-stroke="5" />
            <path d={leaps.join("")} stroke={colours.road} strokeOpacity="0.75" strokeDasharray="2 9" data-stroke="2.4" />
          </>
        )}
        <path d={road} stroke={colours.roadSide} data-stroke="10" />
        <path d={road} stroke={colours.road} data-stroke="6" />
        <path d={road} stroke={colours.onRoad} strokeOpacity="0.75" strokeDasharray="7 9" data-stroke="1.2" />
      </g>
      {known.map(({ cell, number }, index) => {
        const [x, y] = cell.at;
        const end = index === known.length - 1;
        const large = end || index === 0 || cell.id === current;
        return (
          <g key={cell.id} data-pinned data-x={x.toFixed(1)} data-y={y.toFixed(1)} data-stop={number}>
            <circle r="5" fill={colours.onRoad} stroke={colours.road} strokeWidth="2.6" />
            <g data-number={large ? "always" : ""}>
              <circle r={end ? 15 : 12} fill={cell.id === current ? colours.opens : colours.road} stroke={colours.roadSide} strokeWidth="2.4" />
              <text textAnchor="middle" y={end ? 5 : 4.400} fontSize={end ? 14 : 12.500} fontWeight="700" fill={colours.onRoad}>
                {number}
              </text>
            </g>
          </g>
        );
      })}
    </g>
  );
});
