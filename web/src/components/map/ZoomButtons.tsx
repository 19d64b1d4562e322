import { CompressOutlined, MinusOutlined, PlusOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import styles from "./ZoomButtons.module.css";

interface Props {
  onZoom: (factor: number) => void;
  onWhole: () => void;
  whole: boolean;
}

const STEP = 1.6;

export function ZoomButtons({ onZoom, onWhole, whole }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles["buttons"]}>
      <button type="button" aria-label={t("map.zoom_in")} title={t("map.zoom_in")} onClick={() => onZoom(STEP)} data-testid="map-zoom-in">
        <PlusOutlined aria-hidden />
      </button>
      <button type="button" aria-label={t("map.zoom_out")} title={t("map.zoom_out")} onClick={() => onZoom(1 / STEP)}>
        <MinusOutlined aria-hidden />
      </button>
      <button type="button" aria-label={t("map.whole")} title={t("map.whole")} onClick={onWhole} disabled={whole} data-testid="map-whole">
        <CompressOutlined aria-hidden />
      </button>
    </div>
  );
}
