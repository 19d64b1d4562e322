/** Finds a point by name while one types; Enter takes the first. */
import { SearchOutlined } from "@ant-design/icons";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";

import { usePointSearch } from "../../api/points";
import type { Point } from "../../api/types";
import styles from "./PointSearch.module.css";
import { useGradeName } from "./useGrades";

interface Props {
  subject: string;
  onFound: (point: Point) => void;
}

export function PointSearch({ subject, onFound }: Props) {
  const { t } = useTranslation();
  const gradeName = useGradeName();
  const [typed, setTyped] = useState("");
  const words = useDeferredValue(typed.trim());
  const { data: found = [], isFetching } = usePointSearch(words, subject, true);
  return (
    <Select<string>
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
      className={styles["search"]}
      classNames={{ popup: { root: styles["popup"] ?? "" } }}
      popupMatchSelectWidth={false}
      value={null}
      placeholder={t("map.search")}
      aria-label={t("map.search")}
      open={typed.trim() !== ""}
      suffix={<SearchOutlined aria-hidden />}
      notFoundContent={isFetching ? t("state.loading") : t("map.search_none")}
      options={words === "" ? [] : found.map((point) => ({ value: point.id, label: point.name }))}
      optionRender={({ value, label }) => {
        const point = found.find((one) => one.id === value);
        return (
          <span className={styles["option"]}>
            {label}
            {point && (
              <small>
                {gradeName(point.grade)} · {point.unit}
              </small>
            )}
          </span>
        );
      }}
      onSelect={(id) => {
        const point = found.find((one) => one.id === id);
        setTyped("");
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
        if (point) onFound(point);
      }}
      data-testid="map-search"
    />
  );
}
