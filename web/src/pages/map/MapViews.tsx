import type { Ref } from "react";
import { useTranslation } from "react-i18next";

import type { MapView } from "../../api/types";
import { Banner } from "../../components/Banner";
import { KnowledgeMap } from "../../components/map/KnowledgeMap";
import type { MapHandle } from "../../components/map/MapCanvas";
import type { Relations } from "../../components/map/MapMarks";
import { MapOutline } from "../../components/map/MapOutline";
import type { Shading } from "../../components/map/shading";
import { useDark } from "../../app/useDark";
import { useShading } from "../../components/map/useShading";
import { useProblemText } from "../../app/useProblemText";
import styles from "./MapPage.module.css";
import type { View } from "./useMapAddress";

interface Props {
  ref: Ref<MapHandle>;
  map: MapView;
  shading: Shading;
  classId: string | null;
  view: View;
  selected: string | null;
  relations: Relations | null;
  route: readonly string[] | null;
  covered: { right?: number; bottom?: number } | undefined;
  onChoose: (id: string) => void;
}

/** The picture or the outline, in the same colours. */
export function MapViews({ ref, map, shading, classId, view, selected, relations, route, covered, onChoose }: Props) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const shaded = useShading({ map, shading, classId, dark: useDark() });
  const note = shading === "class" ? t("map.class_hint") : shading === "mastery" && shaded.bare ? t("map.nothing_yet") : undefined;
  const failed = shaded.error === null ? null : (
    <div className={styles["failed"]} role="alert">
      <Banner tone="warn">{textOf(shaded.error)}</Banner>
    </div>
  );
  if (view === "outline") {
    return (
      <>
        {failed}
        <MapOutline map={map} shades={shaded.shades} wordsOf={shaded.wordsOf} selected={selected} onChoose={onChoose} />
      </>
    );
  }
  return (
    <KnowledgeMap
      ref={ref}
      map={map}
      shading={shading}
      shaded={shaded}
      selected={selected}
      relations={relations}
      route={route}
      covered={covered}
      note={note}
      onChoose={onChoose}
    >
      {failed}
    </KnowledgeMap>
  );
}
