import { useMemo } from "react";

import type { MapView, PointName } from "../../api/types";
import { KnowledgeMap } from "./KnowledgeMap";
import { MapOutline } from "./MapOutline";
import { useDark } from "../../app/useDark";
import { useShading } from "./useShading";

interface Props {
  map: MapView;
  /** A student sees the own mastery. */
  own: boolean;
  view: "map" | "outline";
  /** The point to fly to. */
  look: string | null;
  picked: readonly PointName[];
  onToggle: (id: string) => void;
}

/** The map, or its outline, of the dialog one picks in. */
export function MapPickView({ map, own, view, look, picked, onToggle }: Props) {
  const shading = own ? "mastery" : "concepts";
  const shaded = useShading({ map, shading, classId: null, dark: useDark() });
  const ids = useMemo(() => picked.map((point) => point.id), [picked]);
  if (view === "outline") return <MapOutline map={map} shades={shaded.shades} wordsOf={shaded.wordsOf} picked={ids} onChoose={onToggle} />;
  return <KnowledgeMap plain map={map} shading={shading} shaded={shaded} selected={look} marking={false} picked={ids} onChoose={onToggle} />;
}
