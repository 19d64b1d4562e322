import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useClasses } from "../../api/classes";
import { useMap, useRoute } from "../../api/maps";
import { usePoint } from "../../api/points";
import { useMe } from "../../api/session";
import type { Stage, Subject } from "../../api/types";
import type { MapHandle } from "../../components/map/MapCanvas";
import type { Shading } from "../../components/map/shading";
import { QueryGate } from "../../components/QueryGate";
import { WIDE, useMediaQuery } from "../../lib/useMediaQuery";
import { keepSubject } from "./keptSubject";
import styles from "./MapPage.module.css";
import { MapPanel } from "./MapPanel";
import { MapToolbar } from "./MapToolbar";
import { MapViews } from "./MapViews";
import { shadingsOf } from "./shadings";
import { useMapAddress } from "./useMapAddress";

interface Props {
  subject: Subject;
  subjects: Subject[];
}

/** What the panel covers of the map: a column of pixels, or a share of the height. */
const BESIDE = { right: 420 };
const BELOW = { bottom: 0.5 };

function usualStage(grade: number | null, stages: readonly Stage[]): Stage {
  const own: Stage = (grade ?? 0) >= 10 ? "高中" : "初中";
  return stages.includes(own) ? own : (stages[0] ?? "初中");
}

export function MapScreen({ subject, subjects }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const wide = useMediaQuery(WIDE);
  const { address, go } = useMapAddress();
  const { code } = subject;
  const [shading, setShading] = useState<Shading>(() => shadingsOf(me.role)[0] ?? "concepts");
  const [chosenClass, setClass] = useState<string | null>(null);
  const [stop, setStop] = useState<string | null>(null);
  const [large, setLarge] = useState(false);
  const map = useRef<MapHandle>(null);
  const { data: classes } = useClasses(shadingsOf(me.role).includes("class"));
  const classId = chosenClass ?? classes?.[0]?.id ?? null;

  const point = usePoint(address.point);
  const stages = subject.stages as Stage[];
  const settled = address.point === null || point.data !== undefined || point.error !== null;
  const asked = (address.point === null ? undefined : (point.data?.stage as Stage | undefined)) ?? address.stage;
  const stage = asked !== null && stages.includes(asked) ? asked : usualStage(me.grade, stages);
  const query = useMap(code, settled || address.stage !== null ? stage : null);
  const route = useRoute(address.route ? address.point : null);
  useEffect(() => keepSubject(code), [code]);

  const steps = route.data?.steps;
  const stops = useMemo(() => (address.route && steps ? steps.map((step) => step.id) : null), [address.route, steps]);
  const detail = point.data;
  const relations = useMemo(
    () =>
      detail && detail.id === address.point
        ? {
            needs: detail.prerequisites.map(({ id }) => id),
            opens: detail.dependants.map(({ id }) => id),
            related: detail.related.map(({ id }) => id),
          }
        : null,
    [detail, address.point],
  );
  const open = useCallback((id: string) => go(id.split(".")[0] ?? code, { point: id, route: false }), [go, code]);
  const close = useCallback(() => {
    const left = address.point;
    setLarge(false);
    go(code, { point: null, route: false, stage });
    window.setTimeout(() => {
      if (left !== null && address.view === "map") map.current?.focusCell(left);
    }, 60);
  }, [go, code, stage, address]);
  const showStop = (id: string) => {
    setStop(id);
    setLarge(false);
  };

  return (
    <>
      <h1 className="visually-hidden">{t("map.title")}</h1>
      <MapToolbar
        subject={subject}
        subjects={subjects}
        stage={stage}
        shading={shading}
        classId={classId}
        classes={classes ?? []}
        view={address.view}
        map={query.data}
        handle={map}
        onSubject={(next) => go(next, { point: null, route: false, stage: null })}
        onStage={(next) => go(code, { point: null, route: false, stage: next })}
        onShading={setShading}
        onClass={setClass}
        onView={(view) => go(code, { view }, true)}
        onFound={(found) => open(found.id)}
      />
      <div className={styles["room"]}>
        <QueryGate query={query}>
          {(drawn) => (
            <MapViews
              ref={map}
              map={drawn}
              shading={shading}
              classId={classId}
              view={address.view}
              selected={stops === null ? address.point : stop}
              relations={relations}
              route={stops}
              covered={address.point === null ? undefined : wide ? BESIDE : BELOW}
              onChoose={(id) => (stops?.includes(id) ? showStop(id) : open(id))}
            />
          )}
        </QueryGate>
        {address.point !== null && (
          <MapPanel
            key={address.point}
            pointId={address.point}
            map={query.data}
            routing={address.route}
            stop={stop}
            large={large}
            wide={wide}
            onLarge={setLarge}
            onClose={close}
            onOpen={open}
            onRoute={(wanted) => {
              setStop(null);
              go(code, { route: wanted });
            }}
            onStop={showStop}
          />
        )}
      </div>
    </>
  );
}
