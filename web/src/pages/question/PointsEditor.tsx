/** Up to five knowledge points, found by typing, best first. */
import { CompassOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Select, type RefSelectProps } from "antd";
import { lazy, Suspense, useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";

import { usePointSearch } from "../../api/points";
import type { PointName } from "../../api/types";
import { useFocusOnMount } from "../../lib/useFocusOnMount";
import styles from "./editors.module.css";

const MOST = 5;
const MapPickDialog = lazy(async () => ({ default: (await import("../../components/map/MapPickDialog")).MapPickDialog }));

interface Props {
  value: PointName[];
  subject: string | null;
  onChange: (ids: string[]) => void;
  onClose: () => void;
}

export function PointsEditor({ value, subject, onChange, onClose }: Props) {
  const { t } = useTranslation();
  const select = useFocusOnMount<RefSelectProps>();
  const [chosen, setChosen] = useState(() => value.map(({ id, name }) => ({ value: id, label: name })));
  const [typed, setTyped] = useState("");
  const [onMap, setOnMap] = useState(false);
  const search = useDeferredValue(typed.trim());
  const { data: found = [], isFetching } = usePointSearch(search, subject, true);
  const options = found.map(({ id, name, unit }) => ({ value: id, label: name, title: `${unit} · ${name}` }));
  const full = chosen.length >= MOST;
  const same = chosen.map((one) => one.value).join() === value.map((point) => point.id).join();
  return (
    <div>
      <Select
        mode="multiple"
        labelInValue
        ref={select}
        aria-label={t("question.choose_points")}
        placeholder={t("question.choose_points")}
        maxCount={MOST}
        open={typed.trim() !== ""}
        suffix={<SearchOutlined aria-hidden />}
        value={chosen}
        options={options}
        showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
        loading={isFetching}
        notFoundContent={isFetching ? t("state.loading") : t("question.no_points_found")}
        style={{ width: "100%" }}
        className={styles["points"]}
        onChange={(next: { value: string; label: string }[]) => {
          setChosen(next.map(({ value: id, label }) => ({ value: id, label })));
          setTyped("");
        }}
        data-testid="profile-points-select"
      />
      <p role="status" className={styles["full"]}>
        {full && t("question.points_full", { count: MOST })}
      </p>
      <div className={styles["actions"]}>
        <Button
          type="primary"
          disabled={same || chosen.length === 0}
          onClick={() => onChange(chosen.map((one) => one.value))}
          data-testid="profile-points-save"
        >
          {t("action.save")}
        </Button>
        <Button type="text" onClick={onClose}>
          {t("action.cancel")}
        </Button>
        {subject !== null && (
          <Button icon={<CompassOutlined aria-hidden />} onClick={() => setOnMap(true)} data-testid="profile-points-map">
            {t("question.pick_on_map")}
          </Button>
        )}
      </div>
      {onMap && subject !== null && (
        <Suspense>
          <MapPickDialog
            subject={subject}
            value={chosen.map((one) => ({ id: one.value, name: one.label }))}
            most={MOST}
            onPick={(points) => {
              setChosen(points.map(({ id, name }) => ({ value: id, label: name })));
              setOnMap(false);
            }}
            onClose={() => setOnMap(false)}
          />
        </Suspense>
      )}
    </div>
  );
}
