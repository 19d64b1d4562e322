/** Sea, coast, cells and borders: what stays when one looks at something else. */
import { memo } from "react";

import { countryColours, type MapColours, type Paint } from "./colours";
import type { MapLayout } from "./layout/types";

interface Props {
  layout: MapLayout;
  paint: Paint;
  colours: MapColours;
}

const WAVES: readonly [width: number, opacity: number][] = [[64, 0.14], [38, 0.2], [18, 0.32]];

export const MapLand = memo(function MapLand({ layout, paint, colours }: Props) {
  const { dark } = colours;
  return (
    <>
      <g fill="none" stroke={colours.surf} strokeLinejoin="round">
        {WAVES.map(([width, opacity]) => (
          <path key={width} d={layout.coast} strokeWidth={width} strokeOpacity={opacity * (dark ? 0.45 : 1)} />
        ))}
      </g>
      <path d={layout.coast} fill={colours.strait} />
      <g stroke={colours.fine} strokeOpacity="0.85" data-stroke="0.7" strokeLinejoin="round">
        {layout.cells.map((cell) => (
          <path key={cell.id} data-cell={cell.id} d={cell.path} fill={paint(cell)} />
        ))}
      </g>
      <g fill="none" pointerEvents="none" strokeLinejoin="round">
        <path d={layout.units.map((unit) => unit.path).join("")} stroke={colours.border} data-stroke="2.2" />
        {layout.themes.map((theme, index) => (
          <g key={theme.name} fillRule="evenodd">
            <path d={theme.band} fill={countryColours(index, dark).band} fillOpacity={dark ? 0.55 : 0.45} />
            <path d={theme.rim} fill={countryColours(index, dark).line} />
          </g>
        ))}
        <path d={layout.themes.map((theme) => theme.path).join("")} stroke={colours.strait} data-stroke="2.4" />
      </g>
    </>
  );
});
