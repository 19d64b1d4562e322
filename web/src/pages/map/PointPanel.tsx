import { Button, Skeleton } from "antd";
import { useTranslation } from "react-i18next";

import { useOwnMastery } from "../../api/maps";
import { usePoint } from "../../api/points";
import { isProblem } from "../../api/problem";
import { useMe } from "../../api/session";
import type { MapView } from "../../api/types";
import { MathText } from "../../components/MathText";
import { useGradeName } from "../../components/map/useGrades";
import { PageState } from "../../components/PageState";
import { Tag } from "../../components/Tag";
import { ProblemPage } from "../ProblemPage";
import { PointAbilities } from "./PointAbilities";
import { PointMaterials } from "./PointMaterials";
import { PointNeighbours } from "./PointNeighbours";
import styles from "./PointPanel.module.css";
import { StartUnitTest } from "./StartUnitTest";

interface Props {
  pointId: string;
  map: MapView | undefined;
  onOpen: (id: string) => void;
  onRoute: () => void;
}

/** Everything about a point: what it is, what one can do with it, what it needs, what to learn it with. */
export function PointPanel({ pointId, map, onOpen, onRoute }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const student = me.role === "student";
  const gradeName = useGradeName();
  const { data: point, error, refetch } = usePoint(pointId);
  const { data: mastery } = useOwnMastery(map?.code ?? "", student && map !== undefined);
  if (isProblem(error, 404)) return <PageState small art="lost" title={t("map.not_found")} />;
  if (error && !point) return <ProblemPage error={error} onRetry={() => void refetch()} />;
  if (!point) return <Skeleton active paragraph={{ rows: 8 }} />;
  const own = mastery?.[point.id];
  const unit = map?.themes.flatMap((theme) => theme.units).find((one) => one.points.some(({ id }) => id === pointId));
  return (
    <article className={styles["point"]} aria-busy={false}>
      <p className={styles["place"]}>
        {point.theme} › {point.unit}
      </p>
      <h2 data-testid="point-name">{point.name}</h2>
      <p className={styles["tags"]}>
        <Tag>{t(point.term === 1 ? "map.term.t1" : "map.term.t2", { grade: gradeName(point.grade) })}</Tag>
        {point.core_concept !== "" && <Tag tone="brand">{t("map.concept_words", { name: point.core_concept })}</Tag>}
      </p>
      {student && (
        <p className={styles["mastery"]} data-testid="point-mastery">
          {own ? t("map.mastery_words", { percent: Math.round(own.mastery * 100), count: own.evidence }) : t("map.mastery_unknown")}
        </p>
      )}
      <p className={styles["definition"]}>
        <MathText text={point.definition} />
      </p>
      <Button type="primary" block className={styles["route"]} onClick={onRoute} data-testid="route-open">
        {t(student ? "map.route_from_me" : "map.route_from_start")}
      </Button>
      {student && unit !== undefined && <StartUnitTest unit={unit.id} name={unit.name} />}
      <PointNeighbours point={point} onOpen={onOpen} />
      <PointAbilities point={point} />
      <PointMaterials point={point} asks={student} />
    </article>
  );
}
