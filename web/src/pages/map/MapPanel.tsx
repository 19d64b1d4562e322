/** Beside the map, or a sheet over its lower half: a point, or the route to it. */
import { CloseOutlined, DownOutlined, UpOutlined } from "@ant-design/icons";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { MapView } from "../../api/types";
import { classes } from "../../lib/classes";
import styles from "./MapPanel.module.css";
import { PointPanel } from "./PointPanel";
import { RoutePanel } from "./RoutePanel";

interface Props {
  pointId: string;
  map: MapView | undefined;
  routing: boolean;
  stop: string | null;
  large: boolean;
  wide: boolean;
  onLarge: (large: boolean) => void;
  onClose: () => void;
  onOpen: (id: string) => void;
  onRoute: (wanted: boolean) => void;
  onStop: (id: string) => void;
}

export function MapPanel(props: Props) {
  const { pointId, map, routing, large, wide } = props;
  const { t } = useTranslation();
  const panel = useRef<HTMLElement>(null);
  const leave = useRef<(() => void) | null>(null);
  useEffect(() => {
    leave.current = () => (routing ? props.onRoute(false) : props.onClose());
  });
  useEffect(() => {
    const box = panel.current;
    box?.focus({ preventScroll: true });
    const key = (event: KeyboardEvent) => {
      if (event.key === "Escape") leave.current?.();
    };
    box?.addEventListener("keydown", key);
    return () => box?.removeEventListener("keydown", key);
  }, [routing]);
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      className={classes(styles["panel"], large && styles["large"])}
      aria-label={t(routing ? "map.route" : "map.panel")}
      data-testid="map-panel"
    >
      <div className={styles["buttons"]}>
        {!wide && (
          <button type="button" aria-label={t(large ? "map.smaller" : "map.larger")} aria-expanded={large} onClick={() => props.onLarge(!large)}>
            {large ? <DownOutlined aria-hidden /> : <UpOutlined aria-hidden />}
          </button>
        )}
        <button type="button" aria-label={t("action.close")} onClick={props.onClose} data-testid="map-panel-close">
          <CloseOutlined aria-hidden />
        </button>
      </div>
      <div className={styles["scroll"]}>
        {routing ? (
          <RoutePanel goalId={pointId} map={map} stop={props.stop} onStop={props.onStop} onOpen={props.onOpen} onClose={() => props.onRoute(false)} />
        ) : (
          <PointPanel pointId={pointId} map={map} onOpen={props.onOpen} onRoute={() => props.onRoute(true)} />
        )}
      </div>
    </aside>
  );
}
