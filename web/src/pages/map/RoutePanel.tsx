import { Button, Skeleton } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { useRoute } from "../../api/maps";
import { useMe } from "../../api/session";
import type { MapView } from "../../api/types";
import { useGradeName } from "../../components/map/useGrades";
import { PageState } from "../../components/PageState";
import { classes } from "../../lib/classes";
import { ProblemPage } from "../ProblemPage";
import { assumedGrades } from "./assumedGrades";
import styles from "./RoutePanel.module.css";

interface Props {
  goalId: string;
  map: MapView | undefined;
  stop: string | null;
  onStop: (id: string) => void;
  onOpen: (id: string) => void;
  onClose: () => void;
}

/** The way to a point, step by step, each with the reason it comes there. */
export function RoutePanel({ goalId, map, stop, onStop, onOpen, onClose }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const gradeName = useGradeName();
  const { data: route, error, refetch } = useRoute(goalId);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [stop]);
  if (error && !route) return <ProblemPage error={error} onRetry={() => void refetch()} />;
  if (!route) return <Skeleton active paragraph={{ rows: 8 }} />;
  const here = new Set(map?.themes.flatMap((theme) => theme.units.flatMap((unit) => unit.points.map((point) => point.id))));
  const grades = assumedGrades(route.assumed_grade);
  return (
    <section className={styles["route"]} data-testid="route">
      <p className={styles["kind"]}>{t(me.role === "student" ? "map.route_from_me" : "map.route_from_start")}</p>
      <h2>{t("map.route_to", { name: route.goal.name })}</h2>
      {route.reached ? (
        <PageState small art="empty" title={t("map.route_reached", { name: route.goal.name })} />
      ) : (
        <>
          <p className={styles["sum"]}>
            {t("map.route_steps", { count: route.steps.length })}
            {grades.length > 0 && <> · {t("map.route_assumed", { grades: grades.map(gradeName).join("、") })}</>}
          </p>
          <ol ref={list} className={styles["steps"]}>
            {route.steps.map((step, index) => {
              const current = step.id === stop;
              const goal = index === route.steps.length - 1;
              return (
                <li key={step.id} className={classes(styles["step"], current && styles["current"], goal && styles["goal"])}>
                  <button type="button" aria-current={current ? "step" : undefined} onClick={() => onStop(step.id)} data-testid={`step-${index + 1}`}>
                    <span className={styles["number"]} aria-hidden>
                      {index + 1}
                    </span>
                    <span className={styles["words"]}>
                      <strong>
                        {step.name}
                        {goal && <em>{t("map.route_goal")}</em>}
                      </strong>
                      <span>{step.why}</span>
                      {step.mastery !== null && <span>{t("map.route_mastered", { percent: Math.round(step.mastery * 100) })}</span>}
                      {map && !here.has(step.id) && <span>{t("map.route_elsewhere")}</span>}
                    </span>
                  </button>
                  {current && (
                    <Button type="link" className={styles["open"]} onClick={() => onOpen(step.id)}>
                      {t("map.panel")} ›
                    </Button>
                  )}
                </li>
              );
            })}
          </ol>
        </>
      )}
      <Button block className={styles["close"]} onClick={onClose} data-testid="route-close">
        {t("map.route_close")}
      </Button>
    </section>
  );
}
