/** The paper of a session that is looked at again. */
import { forwardRef, useEffect, useImperativeHandle, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { attachmentUrl } from "../../api/rooms";
import { useSize } from "../../lib/useSize";
import { InkCanvas } from "../../room/inkCanvas";
import type { Replay } from "../../room/replay";
import { sheetRatio, SHEET, WIDEST } from "../../room/sheet";
import type { Page } from "../../room/state";
import styles from "./PaperSide.module.css";

export interface SheetHandle { draw: () => void }

export const ReplaySheet = forwardRef<SheetHandle, { replay: Replay; page: Page }>(function ReplaySheet({ replay, page }, ref) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const settled = useRef<HTMLCanvasElement>(null);
  const live = useRef<HTMLCanvasElement>(null);
  const ink = useRef<InkCanvas | null>(null);
  const [ratio, setRatio] = useState(SHEET);
  const width = Math.min(WIDEST, useSize(scroller)?.width ?? 0);
  const height = Math.round(width * ratio);
  useImperativeHandle(ref, () => ({ draw: () => ink.current?.draw() }), []);
  useEffect(() => {
    if (!settled.current || !live.current || width === 0) return undefined;
    const canvas = new InkCanvas(replay, page.id, settled.current, live.current, width, height);
    ink.current = canvas;
    canvas.draw();
    return () => canvas.close();
  }, [replay, page.id, width, height]);
  return (
    <div className={styles["scroller"]} ref={scroller}>
      <div className={styles["sheet"]} style={{ width, height }}>
        {page.background !== null && (
          <img
            src={attachmentUrl(page.background)}
            alt=""
            className={styles["picture"]}
            onLoad={({ currentTarget }) => setRatio(sheetRatio(currentTarget))}
          />
        )}
        <canvas ref={settled} className={styles["layer"]} />
        <canvas ref={live} className={styles["layer"]} aria-label={t("room.paper_label")} data-testid="paper" />
      </div>
    </div>
  );
});
