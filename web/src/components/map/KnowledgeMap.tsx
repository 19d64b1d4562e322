/** The knowledge map: the picture, its legend, its buttons and what the mouse is over. Pages and dialogs put it where they need it. */
import "../../i18n/mapWords";

import { Spin } from "antd";
import { useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState, type ReactNode, type Ref } from "react";
import { useTranslation } from "react-i18next";

import type { MapView } from "../../api/types";
import { useDark } from "../../app/useDark";
import { useMediaQuery, WIDE } from "../../lib/useMediaQuery";
import { PageState } from "../PageState";
import { useSubjectName } from "../useSubjectName";
import type { Insets } from "./camera";
import { DAY, NIGHT, paintOf } from "./colours";
import styles from "./KnowledgeMap.module.css";
import { formatFor } from "./layout/formats";
import type { Cell } from "./layout/types";
import { MapCanvas, type MapHandle, type Over } from "./MapCanvas";
import { MapLegend } from "./MapLegend";
import type { Relations } from "./MapMarks";
import { MapTip } from "./MapTip";
import type { Shading } from "./shading";
import { useMapLayout } from "./useMapLayout";
import type { Shaded } from "./useShading";
import { useSize } from "../../lib/useSize";
import { ZoomButtons } from "./ZoomButtons";

interface Props {
  ref?: Ref<MapHandle>;
  map: MapView;
  shading: Shading;
  shaded: Shaded;
  selected?: string | null;
  relations?: Relations | null;
  route?: readonly string[] | null;
  picked?: readonly string[];
  /** What something else covers: pixels at the right, a share of the height at the bottom. */
  covered?: { right?: number; bottom?: number } | undefined;
  note?: string | undefined;
  /** A legend that stands in the way of something else is left out. */
  plain?: boolean;
  /** Whether the selected point is drawn apart, or only flown to. */
  marking?: boolean;
  onChoose: (id: string) => void;
  children?: ReactNode;
}

const TALL = 200;
const NOBODY: readonly string[] = [];

export function KnowledgeMap(props: Props) {
  const { ref, map, shading, shaded, selected = null, relations = null, route = null, picked = NOBODY, covered, note, plain = false, marking = true } = props;
  const { t } = useTranslation();
  const subjectName = useSubjectName();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<MapHandle>(null);
  const foot = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const wide = useMediaQuery(WIDE);
  const still = useMediaQuery("(prefers-reduced-motion: reduce)");
  const colours = useDark() ? NIGHT : DAY;
  const format = useMemo(() => size && formatFor(size.width, size.height), [size]);
  const layout = useMapLayout(map, format);
  const footSize = useSize(foot, layout !== null && size !== null);
  const { shades } = shaded;
  const quiet = shading !== "concepts" && shades.size > 0;
  const paint = useMemo(() => paintOf(shades, colours.dark, quiet), [shades, colours, quiet]);
  const [whole, setWhole] = useState(true);
  const [hover, setHover] = useState<Over | null>(null);
  const [onlyKey, setOnlyKey] = useState<string | null>(null);
  const only = shaded.legend.find((entry) => entry.key === onlyKey)?.ids ?? null;

  useImperativeHandle(ref, () => {
    const handle = () => {
      if (!canvas.current) throw new Error("the map is not drawn yet");
      return canvas.current;
    };
    return {
      get camera() {
        return handle().camera;
      },
      get svg() {
        return handle().svg;
      },
      focusCell: (id) => handle().focusCell(id),
    };
  }, []);

  const right = covered?.right ?? 0;
  const bottom = Math.round((covered?.bottom ?? 0) * (size?.height ?? 0));
  // On a phone the legend lies under the land; on a wide screen in a corner of the sea, a tall one beside the land.
  const tall = (footSize?.height ?? 0) > TALL;
  const aside = wide && tall ? (footSize?.width ?? 0) + 8 : 0;
  const below = plain || aside > 0 ? 0 : (footSize?.height ?? 0) * (wide ? 0.4 : 1);
  const insets = useMemo((): Insets => ({ top: 0, left: aside, right, bottom: bottom + below }), [aside, right, bottom, below]);
  // What is chosen is flown to, once it can be seen where.
  useEffect(() => {
    const cell = layout?.cells.find((one) => one.id === selected);
    if (cell) canvas.current?.camera.showPlace(cell.at);
  }, [layout, selected, insets]);
  useEffect(() => {
    if (!layout || route === null) return;
    const stops = layout.cells.filter((cell) => route.includes(cell.id));
    if (stops.length === 0) return;
    const xs = stops.map(({ at }) => at[0]);
    const ys = stops.map(({ at }) => at[1]);
    canvas.current?.camera.showBox(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), 70);
  }, [layout, route, insets]);

  const { wordsOf } = shaded;
  const spoken = useCallback(
    (cell: Cell) => [cell.name, layout?.units[cell.unit]?.name, wordsOf(cell.id)].filter(Boolean).join("，"),
    [layout, wordsOf],
  );
  const empty = map.themes.length === 0;
  return (
    <div className={styles["box"]} ref={box} style={{ background: colours.sea }}>
      {empty && <PageState art="empty" title={t("map.empty")} />}
      {!empty && layout === null && (
        <div className={styles["drawing"]} role="status">
          <Spin />
          <span>{t("map.drawing")}</span>
        </div>
      )}
      {!empty && layout !== null && size !== null && (
        <>
          <MapCanvas
            key={`${map.code}-${map.stage}`}
            ref={canvas}
            layout={layout}
            width={size.width}
            height={size.height}
            insets={insets}
            paint={paint}
            colours={colours}
            still={still}
            label={t("map.label", { subject: subjectName(map.subject), stage: t(`map.stages.${map.stage}`), count: layout.cells.length })}
            selected={marking ? selected : null}
            relations={relations}
            route={route}
            picked={picked}
            only={only}
            wordsOf={spoken}
            onChoose={props.onChoose}
            onHover={setHover}
            onMove={setWhole}
          />
          {hover && (
            <MapTip at={hover.at} name={hover.cell.name} place={layout.units[hover.cell.unit]?.name ?? ""} words={wordsOf(hover.cell.id)} width={size.width} />
          )}
          <div className={styles["foot"]} style={{ right, bottom }}>
            <div ref={foot}>{!plain && <MapLegend shading={shading} legend={shaded.legend} only={onlyKey} onOnly={setOnlyKey} note={note} />}</div>
            {bottom === 0 && <ZoomButtons whole={whole} onZoom={(factor) => canvas.current?.camera.zoomBy(factor)} onWhole={() => canvas.current?.camera.showWhole()} />}
          </div>
        </>
      )}
      {props.children}
    </div>
  );
}
