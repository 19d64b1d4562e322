/** Knowledge points chosen on the map, several at once. */
import { CloseOutlined } from "@ant-design/icons";
import { App, Modal, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import "../../i18n/mapWords";

import { useMap } from "../../api/maps";
import { useSubjects } from "../../api/service";
import { useMe } from "../../api/session";
import type { MapView, PointName, Stage } from "../../api/types";
import { WIDE, useMediaQuery } from "../../lib/useMediaQuery";
import { QueryGate } from "../QueryGate";
import styles from "./MapPickDialog.module.css";
import { MapPickView } from "./MapPickView";
import { PointSearch } from "./PointSearch";

interface Props {
  /** The Chinese name of the subject. */
  subject: string;
  stage?: Stage | undefined;
  value: readonly PointName[];
  most: number;
  onPick: (points: PointName[]) => void;
  onClose: () => void;
}

function namesOf(map: MapView | undefined): Map<string, string> {
  return new Map(map?.themes.flatMap((theme) => theme.units.flatMap((unit) => unit.points.map((point): [string, string] => [point.id, point.name]))));
}

export function MapPickDialog({ subject, stage: first, value, most, onPick, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const me = useMe();
  const wide = useMediaQuery(WIDE);
  const { data: subjects } = useSubjects();
  const found = subjects?.find((one) => one.name === subject);
  const stages = (found?.stages ?? []) as Stage[];
  const [wanted, setWanted] = useState<Stage | null>(first ?? null);
  const stage = wanted !== null && stages.includes(wanted) ? wanted : (stages[0] ?? null);
  const query = useMap(found?.code ?? "", found ? stage : null);
  const [picked, setPicked] = useState<PointName[]>(() => value.map(({ id, name }) => ({ id, name })));
  const [look, setLook] = useState<string | null>(value[0]?.id ?? null);
  const [view, setView] = useState<"map" | "outline">("map");

  const toggle = (id: string, name?: string) => {
    if (picked.some((point) => point.id === id)) setPicked(picked.filter((point) => point.id !== id));
    else if (picked.length >= most) void message.info(t("map.pick_full", { most }));
    else setPicked([...picked, { id, name: name ?? namesOf(query.data).get(id) ?? id }]);
  };
  return (
    <Modal
      open
      title={t("map.pick_title")}
      width={wide ? "min(1120px, 94vw)" : "100vw"}
      className={styles["dialog"]}
      centered={wide}
      okText={t("map.pick_done", { count: picked.length })}
      cancelText={t("action.cancel")}
      okButtonProps={{ disabled: picked.length === 0, id: "map-pick-done" }}
      onOk={() => onPick(picked)}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className={styles["body"]} data-testid="map-pick">
        <p className={styles["hint"]}>{t("map.pick_hint", { most })}</p>
        <div className={styles["bar"]}>
          <PointSearch
            subject={subject}
            onFound={(point) => {
              setWanted(point.stage as Stage);
              setLook(point.id);
              if (!picked.some(({ id }) => id === point.id)) toggle(point.id, point.name);
            }}
          />
          {stages.length > 1 && (
            <Segmented<Stage> aria-label={t("map.stage")} value={stage ?? "初中"} options={stages.map((one) => ({ value: one, label: t(`map.stages.${one}`) }))} onChange={setWanted} />
          )}
          <Segmented<"map" | "outline">
            aria-label={t("map.view")}
            value={view}
            options={(["map", "outline"] as const).map((one) => ({ value: one, label: t(`map.views.${one}`) }))}
            onChange={setView}
          />
        </div>
        <div className={styles["view"]}>
          <QueryGate query={query}>{(drawn) => <MapPickView map={drawn} own={me.role === "student"} view={view} look={look} picked={picked} onToggle={toggle} />}</QueryGate>
        </div>
        <ul className={styles["picked"]} aria-live="polite">
          {picked.length === 0 && <li className={styles["none"]}>{t("map.pick_none")}</li>}
          {picked.map(({ id, name }) => (
            <li key={id}>
              <button type="button" aria-label={t("map.pick_remove", { name })} onClick={() => toggle(id)}>
                {name}
                <CloseOutlined aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Modal>
  );
}
