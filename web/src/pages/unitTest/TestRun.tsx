/** The items, one at a time; any of them can be gone back to until the test is handed in. */
import { Button, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { UnitTest } from "../../api/types";
import { useAnswerItem, useHandIn } from "../../api/unitTests";
import { useProblemText } from "../../app/useProblemText";
import { AssessmentItem } from "../../components/AssessmentItem";
import { Banner } from "../../components/Banner";
import { classes } from "../../lib/classes";
import styles from "./UnitTestPage.module.css";

export function TestRun({ test }: { test: UnitTest }) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const answer = useAnswerItem(test.id);
  const handIn = useHandIn(test.id);
  const { items } = test;
  const [at, setAt] = useState(() => Math.max(0, items.findIndex((item) => item.verdict === null)));
  const item = items[at];
  if (item === undefined) return null;
  const done = items.filter((one) => one.verdict !== null).length;
  const go = (to: number) => {
    answer.reset();
    setAt(to);
  };
  const next = () => {
    const later = items.findIndex((one, index) => index > at && one.verdict === null);
    go(later >= 0 ? later : Math.max(0, items.findIndex((one, index) => index !== at && one.verdict === null)));
  };
  const give = (text: string) => answer.mutate({ item: item.id, text });
  const error = answer.error ?? handIn.error;
  return (
    <>
      <ol className={styles["marks"]} aria-label={t("unit_test.answered", { done, all: items.length })}>
        {items.map((one, index) => (
          <li key={one.id}>
            <button
              type="button"
              className={classes(styles["mark"], one.verdict !== null && styles[one.verdict], index === at && styles["here"])}
              aria-current={index === at ? "step" : undefined}
              aria-label={t(one.verdict === null ? "unit_test.jump" : `unit_test.jump_${one.verdict}`, { at: index + 1 })}
              onClick={() => go(index)}
            >
              {one.verdict === "right" ? "✓" : one.verdict === "wrong" ? "✗" : index + 1}
            </button>
          </li>
        ))}
      </ol>
      <p className={styles["soft"]} data-testid="test-progress">
        {t("unit_test.progress", { at: at + 1, all: items.length })} · {item.point}
      </p>
      <AssessmentItem key={item.id} item={item} open={item.verdict === null && !answer.isPending} onAnswer={give} />
      {error !== null && <Banner tone="warn">{textOf(error)}</Banner>}
      <p role="status" className={styles["said"]} data-testid="test-said">
        {item.verdict !== null ? t(`unit_test.${item.verdict}`) : answer.data?.verdict === "unsure" ? answer.data.note : ""}
      </p>
      <div className={styles["buttons"]}>
        {item.verdict === null && (
          <Button onClick={() => give(t("unit_test.dont_know"))} disabled={answer.isPending} data-testid="test-dont-know">
            {t("unit_test.dont_know")}
          </Button>
        )}
        <Button type={item.verdict === null ? "default" : "primary"} onClick={next} disabled={done >= items.length - 1 && item.verdict === null} data-testid="test-next">
          {t(item.verdict === null ? "unit_test.skip" : "unit_test.next")}
        </Button>
        <Popconfirm title={t("unit_test.hand_in_question", { left: items.length - done })} okText={t("unit_test.hand_in")} cancelText={t("action.cancel")} onConfirm={() => handIn.mutate()}>
          <Button type="link" loading={handIn.isPending} data-testid="test-hand-in">
            {t("unit_test.hand_in")}
          </Button>
        </Popconfirm>
      </div>
    </>
  );
}
