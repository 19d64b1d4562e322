/** Subject, stage, search, colours, view and download, in one bar above the map. */
import { Segmented, Select } from "antd";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "../../api/session";
import type { MapView, Point, SchoolClass, Stage, Subject } from "../../api/types";
import type { MapHandle } from "../../components/map/MapCanvas";
import { PointSearch } from "../../components/map/PointSearch";
import type { Shading } from "../../components/map/shading";
import { useSubjectName } from "../../components/useSubjectName";
import { DownloadMenu } from "./DownloadMenu";
import styles from "./MapToolbar.module.css";
import { shadingsOf } from "./shadings";
import type { View } from "./useMapAddress";

interface Props {
  subject: Subject;
  subjects: Subject[];
  stage: Stage;
  shading: Shading;
  classId: string | null;
  classes: SchoolClass[];
  view: View;
  map: MapView | undefined;
  handle: RefObject<MapHandle | null>;
  onSubject: (code: string) => void;
  onStage: (stage: Stage) => void;
  onShading: (shading: Shading) => void;
  onClass: (id: string) => void;
  onView: (view: View) => void;
  onFound: (point: Point) => void;
}

export function MapToolbar(props: Props) {
  const { subject, subjects, stage, shading, classId, classes, view, map, handle } = props;
  const { t } = useTranslation();
  const me = useMe();
  const subjectName = useSubjectName();
  const shadings = shadingsOf(me.role);
  const stages = subject.stages as Stage[];
  return (
    <div className={styles["bar"]} role="toolbar" aria-label={t("map.title")}>
      <Select<string>
        className={styles["subject"]}
        aria-label={t("map.subject")}
        value={subject.code}
        options={subjects.map(({ code, name }) => ({ value: code, label: subjectName(name) }))}
        onChange={props.onSubject}
        popupMatchSelectWidth={false}
        data-testid="map-subject"
      />
      <div className={styles["search"]}>
        <PointSearch subject={subject.name} onFound={props.onFound} />
      </div>
      {stages.length > 1 && (
        <Segmented<Stage>
          aria-label={t("map.stage")}
          value={stage}
          options={stages.map((one) => ({ value: one, label: t(`map.stages.${one}`) }))}
          onChange={props.onStage}
        />
      )}
      <Select<Shading>
        className={styles["shading"]}
        aria-label={t("map.shading")}
        value={shading}
        options={shadings.map((one) => ({ value: one, label: t(`map.shadings.${one}`) }))}
        onChange={props.onShading}
        popupMatchSelectWidth={false}
        data-testid="map-shading"
      />
      {shading === "class" && (
        <Select<string>
          className={styles["class"]}
          aria-label={t("map.class")}
          placeholder={t("map.class")}
          value={classId}
          options={classes.map(({ id, name }) => ({ value: id, label: name }))}
          notFoundContent={t("map.no_classes")}
          onChange={props.onClass}
          popupMatchSelectWidth={false}
          data-testid="map-class"
        />
      )}
      <Segmented<View>
        className={styles["view"]}
        aria-label={t("map.view")}
        value={view}
        options={(["map", "outline"] as const).map((one) => ({ value: one, label: <span data-testid={`map-view-${one}`}>{t(`map.views.${one}`)}</span> }))}
        onChange={props.onView}
      />
      {me.role !== "student" && map && view === "map" && <DownloadMenu map={map} shading={shading} classId={classId} handle={handle} />}
    </div>
  );
}
