/** Finds a point by name while one types; Enter takes the first. */
import { SearchOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Select } from "antd";
import { useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { pointSearch, usePointSearch } from "../../api/points";
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
  const lit = useRef<string | null>(null);
  const words = typed.trim();
  const { data: found = [], isFetching } = usePointSearch(words, subject, true);
  const queries = useQueryClient();

  function choose(point: Point | undefined) {
    if (!point) return;
    setTyped("");
    lit.current = null;
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    onFound(point);
  }

  function catchEnter(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.nativeEvent.isComposing || words === "") return;
    event.preventDefault();
    event.stopPropagation();
    if (!isFetching) {
      choose(found.find((point) => point.id === lit.current) ?? found[0]);
      return;
    }
    // Who types faster than the answer comes has pressed Enter for what is still on its way; the list tells of a failure.
    queries.query(pointSearch(words, subject)).then(
      ([first]) => {
        choose(first);
      },
      () => undefined,
    );
  }

  const select = (
    <Select<string>
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
      onActive={(id) => {
        lit.current = typeof id === "string" ? id : null;
      }}
      className={styles["search"]}
      classNames={{ popup: { root: styles["popup"] ?? "" } }}
      popupMatchSelectWidth={false}
      value={null}
      placeholder={t("map.search")}
      aria-label={t("map.search")}
      open={words !== ""}
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
        choose(found.find((point) => point.id === id));
      }}
      data-testid="map-search"
    />
  );
  return <span onKeyDownCapture={catchEnter}>{select}</span>;
}
