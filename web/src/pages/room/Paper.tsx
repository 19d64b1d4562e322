/** One page of the shared paper: its picture, the ink of both sides on it, and a hand that draws. */
import { useEffect, useRef, useState, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";

import { attachmentUrl } from "../../api/rooms";
import { classes } from "../../lib/classes";
import { useSize } from "../../lib/useSize";
import { newKey, type RoomClient } from "../../room/client";
import { type Colour, PAGE_WIDTH, type Who } from "../../room/events";
import { lies, WIDTHS } from "../../room/ink";
import { InkCanvas } from "../../room/inkCanvas";
import { sheetRatio, SHEET, WIDEST } from "../../room/sheet";
import type { Page } from "../../room/state";
import { StrokeWriter } from "../../room/strokeWriter";
import styles from "./PaperSide.module.css";

export type PaperTool = "hand" | "pen" | "marker" | "eraser" | "pointer";

const REACH = 120;
const POINTER_EVERY_MS = 50;

interface Props {
  client: RoomClient;
  page: Page;
  role: Who;
  tool: PaperTool;
  colour: Colour;
  onDrawn: (stroke: string) => void;
  onRub: (strokes: string[]) => void;
}

export function Paper({ client, page, role, tool, colour, onDrawn, onRub }: Props) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const settled = useRef<HTMLCanvasElement>(null);
  const live = useRef<HTMLCanvasElement>(null);
  const canvas = useRef<InkCanvas | null>(null);
  const writer = useRef<StrokeWriter | null>(null);
  const rubbed = useRef<Set<string> | null>(null);
  const pointed = useRef(0);
  const [ratio, setRatio] = useState(SHEET);
  const box = useSize(scroller);
  const width = Math.min(WIDEST, box?.width ?? 0);
  const height = Math.round(width * ratio);

  useEffect(() => {
    if (!settled.current || !live.current || width === 0) return undefined;
    const ink = new InkCanvas(client, page.id, settled.current, live.current, width, height);
    canvas.current = ink;
    const unlisten = client.listen({ changed: () => undefined, inked: () => ink.draw(), passed: (what) => ink.point(what) });
    ink.draw();
    return () => {
      unlisten();
      ink.close();
    };
  }, [client, page.id, width, height]);

  const place = (event: { clientX: number; clientY: number }): [number, number] => {
    const edge = live.current?.getBoundingClientRect();
    if (!edge || edge.width === 0) return [0, 0];
    const unit = PAGE_WIDTH / edge.width;
    return [(event.clientX - edge.left) * unit, (event.clientY - edge.top) * unit];
  };

  const rub = (event: PointerEvent) => {
    const [x, y] = place(event);
    const hit: string[] = [];
    for (const stroke of client.state.strokes.values()) {
      if (stroke.page !== page.id || stroke.erased || stroke.role !== role || rubbed.current?.has(stroke.id)) continue;
      if (lies(stroke, x, y, REACH)) hit.push(stroke.id);
    }
    hit.forEach((id) => rubbed.current?.add(id));
    if (hit.length > 0) onRub(hit);
  };

  const down = (event: PointerEvent) => {
    if (event.button !== 0 || writer.current !== null) return;
    live.current?.setPointerCapture(event.pointerId);
    if (tool === "pen" || tool === "marker") {
      const nib = { tool, colour, width: WIDTHS[tool] };
      writer.current = new StrokeWriter(newKey(), page.id, nib, (ink) => client.put(ink));
      canvas.current?.follow(writer.current);
      move(event);
    } else if (tool === "eraser") {
      rubbed.current = new Set();
      rub(event);
    }
  };

  const move = (event: PointerEvent) => {
    if (writer.current !== null) {
      const coalesced = "getCoalescedEvents" in event.nativeEvent ? event.nativeEvent.getCoalescedEvents() : [];
      for (const one of coalesced.length > 0 ? coalesced : [event.nativeEvent]) {
        writer.current.add(...place(one), event.pointerType === "pen" ? one.pressure : 0.5);
      }
      canvas.current?.draw();
    } else if (rubbed.current !== null) {
      rub(event);
    } else if (tool === "pointer" && performance.now() - pointed.current > POINTER_EVERY_MS) {
      pointed.current = performance.now();
      const [x, y] = place(event).map(Math.round) as [number, number];
      if (x >= 0 && x <= PAGE_WIDTH && y >= 0) client.pass({ kind: "pointer", page: page.id, x, y });
    }
  };

  const up = () => {
    rubbed.current = null;
    const done = writer.current;
    if (done === null) return;
    writer.current = null;
    done.finish();
    canvas.current?.follow(null);
    onDrawn(done.stroke);
  };

  return (
    <div className={styles["scroller"]} ref={scroller}>
      <div className={styles["sheet"]} style={{ width, height }}>
        {page.background !== null && (
          <img
            src={attachmentUrl(page.background)}
            alt=""
            className={styles["picture"]}
            draggable={false}
            onLoad={({ currentTarget }) => setRatio(sheetRatio(currentTarget))}
          />
        )}
        <canvas ref={settled} className={styles["layer"]} />
        <canvas
          ref={live}
          className={classes(styles["layer"], styles["live"], tool === "hand" && styles["still"])}
          aria-label={t("room.paper_label")}
          data-testid="paper"
          onPointerDown={down}
          onPointerMove={move}
          onPointerUp={up}
          onPointerCancel={up}
        />
      </div>
    </div>
  );
}
