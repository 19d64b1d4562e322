/** Up to five knowledge points, found by typing, best first. */
import { CompassOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import type { PointName } from "../../api/types";
import { MOST_POINTS, PointsSelect } from "../../components/PointsSelect";
import styles from "./editors.module.css";

const MapPickDialog = lazy(async () => ({ default: (await import("../../components/map/MapPickDialog")).MapPickDialog }));

interface Props {
  value: PointName[];
  subject: string | null;
  onChange: (ids: string[]) => void;
  onClose: () => void;
}

export function PointsEditor({ value, subject, onChange, onClose }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(value);
  const [onMap, setOnMap] = useState(false);
  const same = chosen.map((one) => one.id).join() === value.map((point) => point.id).join();
  return (
    <div>
      <PointsSelect chosen={chosen} subject={subject} focused onChange={setChosen} testId="profile-points-select" />
      <div className={styles["actions"]}>
        <Button
          type="primary"
          disabled={same || chosen.length === 0}
          onClick={() => onChange(chosen.map((one) => one.id))}
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
            value={chosen}
            most={MOST_POINTS}
            onPick={(points) => {
              setChosen(points.map(({ id, name }) => ({ id, name })));
              setOnMap(false);
            }}
            onClose={() => setOnMap(false)}
          />
        </Suspense>
      )}
    </div>
  );
}
