/** Knowledge points, found by typing, best first. */
import { SearchOutlined } from "@ant-design/icons";
import { Select, type RefSelectProps } from "antd";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { usePointSearch } from "../api/points";
import type { PointName } from "../api/types";
import styles from "./PointsSelect.module.css";

export const MOST_POINTS = 5;

interface Props {
  chosen: PointName[];
  subject: string | null;
  /** Whether it takes the keyboard when it appears. */
  focused?: boolean;
  onChange: (points: PointName[]) => void;
  testId: string;
}

export function PointsSelect({ chosen, subject, focused = false, onChange, testId }: Props) {
  const { t } = useTranslation();
  const select = useRef<RefSelectProps>(null);
  useEffect(() => {
    if (focused) select.current?.focus();
  }, [focused]);
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const { data: found = [], isFetching } = usePointSearch(search, subject, true);
  return (
    <>
      <Select
        mode="multiple"
        labelInValue
        ref={select}
        aria-label={t("question.choose_points")}
        placeholder={t("question.choose_points")}
        maxCount={MOST_POINTS}
        open={typed.trim() !== ""}
        suffix={<SearchOutlined aria-hidden />}
        value={chosen.map(({ id, name }) => ({ value: id, label: name }))}
        options={found.map(({ id, name, unit }) => ({ value: id, label: name, title: `${unit} · ${name}` }))}
        showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
        loading={isFetching}
        notFoundContent={isFetching ? t("state.loading") : t("question.no_points_found")}
        style={{ width: "100%" }}
        className={styles["points"]}
        onChange={(next: { value: string; label: string }[]) => {
          onChange(next.map(({ value, label }) => ({ id: value, name: label })));
          setTyped("");
        }}
        data-testid={testId}
      />
      <p role="status" className={styles["full"]}>
        {chosen.length >= MOST_POINTS && t("question.points_full", { count: MOST_POINTS })}
      </p>
    </>
  );
}
