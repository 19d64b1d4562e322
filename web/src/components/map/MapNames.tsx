/** All names: countries, provinces, points; one kind is seen at a time. */
import { memo } from "react";

import { countryColours, inkOn, type MapColours, type Paint } from "./colours";
import type { MapLayout } from "./layout/types";
import { MapName } from "./MapName";

interface Props {
  layout: MapLayout;
  paint: Paint;
  colours: MapColours;
  gradesOf: (grades: [number, number]) => string;
}

export const MapNames = memo(function MapNames({ layout, paint, colours, gradesOf }: Props) {
  const { dark } = colours;
  const halo = (theme: number) => (dark ? "#0d1220" : countryColours(theme, false).land);
  return (
    <g pointerEvents="none">
      <g data-names="theme">
        {layout.themes.map((theme, index) => (
          <MapName key={theme.name} kind="theme" label={theme.label} ink={countryColours(index, dark).ink} halo={halo(index)} footer={gradesOf(theme.grades)} />
        ))}
      </g>
      <g data-names="unit">
        {layout.units.map((unit) => (
          <MapName key={unit.id} kind="unit" label={unit.label} ink={countryColours(unit.theme, dark).ink} halo={halo(unit.theme)} />
        ))}
      </g>
      <g data-names="point">
        {layout.cells.map((cell) => (
          <MapName key={cell.id} kind="point" label={cell.label} ink={inkOn(paint(cell))} />
        ))}
      </g>
    </g>
  );
});
