/** The map as a picture one can move, press and walk through with the arrow keys. */
import { useEffect, useId, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type Ref } from "react";
import { useTranslation } from "react-i18next";

import { MapCamera, type Insets } from "./camera";
import type { MapColours, Paint } from "./colours";
import type { Cell, MapLayout, Place } from "./layout/types";
import styles from "./MapCanvas.module.css";
import { MapLand } from "./MapLand";
import { MapMarks, type Relations } from "./MapMarks";
import { MapNames } from "./MapNames";
import { MapRoad } from "./MapRoad";
import { cellIndex } from "./shading";
import { useCellEvents } from "./useCellEvents";
import { useGrades } from "./useGrades";

export interface MapHandle {
  camera: MapCamera;
  svg: SVGSVGElement;
  focusCell: (id: string) => void;
}

/** A cell, and where on the screen its middle is. */
export interface Over {
  cell: Cell;
  at: Place;
}

export interface CanvasProps {
  ref: Ref<MapHandle>;
  layout: MapLayout;
  width: number;
  height: number;
  insets: Insets;
  paint: Paint;
  colours: MapColours;
  still: boolean;
  label: string;
  selected: string | null;
  relations: Relations | null;
  route: readonly string[] | null;
  picked: readonly string[];
  only: ReadonlySet<string> | null;
  /** What a screen reader hears of a cell, and a mouse sees. */
  wordsOf: (cell: Cell) => string;
  onChoose: (id: string) => void;
  onHover: (over: Over | null) => void;
  onMove: (whole: boolean) => void;
}

export function MapCanvas(props: CanvasProps) {
  const { ref, layout, width, height, insets, paint, colours, still, selected, relations, route, picked, only } = props;
  const { t } = useTranslation();
  const prefix = useId().replace(/[^a-z0-9]/gi, "m");
  const svg = useRef<SVGSVGElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const camera = useRef<MapCamera | null>(null);
  const stillNow = useRef(still);
  const onMove = useRef(props.onMove);
  const [ring, setRing] = useState<string | null>(null);
  const cells = useMemo(() => cellIndex(layout.cells), [layout]);
  const gradesOf = useGrades();

  useLayoutEffect(() => {
    stillNow.current = still;
    onMove.current = props.onMove;
  });
  useLayoutEffect(() => {
    if (!frame.current || !sheet.current) return undefined;
    const made = new MapCamera(frame.current, sheet.current, layout, () => stillNow.current, {
      onMove: (whole) => onMove.current(whole),
    });
    camera.current = made;
    return () => made.destroy();
  }, [layout]);
  const { top, right, bottom, left } = insets;
  useLayoutEffect(() => {
    camera.current?.resize(width, height, { top, right, bottom, left });
  }, [layout, width, height, top, right, bottom, left]);
  const marked = JSON.stringify([selected, relations, route, picked]);
  useEffect(() => camera.current?.refresh(), [paint, colours, marked, only, ring, gradesOf]);

  const { focusCell } = useCellEvents({ ...props, frame, svg, camera, cells, onRing: setRing });
  useImperativeHandle(
    ref,
    () => ({
      get camera() {
        if (!camera.current) throw new Error("the map is not drawn yet");
        return camera.current;
      },
      get svg() {
        if (!svg.current) throw new Error("the map is not drawn yet");
        return svg.current;
      },
      focusCell,
    }),
    [focusCell],
  );

  const ringed = ring === null ? undefined : cells.get(ring);
  return (
    <div ref={frame} className={styles["frame"]}>
      <div ref={sheet} className={styles["sheet"]}>
        <svg
          ref={svg}
          className={styles["map"]}
          width={layout.width}
          height={layout.height}
          role="group"
          aria-label={props.label}
          aria-roledescription={t("map.roledescription")}
          data-testid="knowledge-map"
        >
          <g data-camera>
        <MapLand layout={layout} paint={paint} colours={colours} />
        <MapNames layout={layout} paint={paint} colours={colours} gradesOf={gradesOf} />
        <MapMarks layout={layout} cells={cells} paint={paint} colours={colours} selected={route === null ? selected : null} relations={route === null ? relations : null} picked={picked} only={only} prefix={prefix} />
        {route !== null && <MapRoad layout={layout} cells={cells} colours={colours} stops={route} current={selected} />}
        {ringed && (
          <g fill="none" pointerEvents="none" strokeLinejoin="round" data-overlay>
            <path d={ringed.path} stroke={colours.roadSide} data-stroke="8" />
            <path d={ringed.path} stroke={colours.needs} data-stroke="4" />
          </g>
        )}
          </g>
        </svg>
      </div>
    </div>
  );
}
