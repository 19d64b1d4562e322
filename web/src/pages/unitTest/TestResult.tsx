/** What the test says: of each point before and after, what to learn first, and every item explained. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import type { TestItem, UnitTest } from "../../api/types";
import { useBeginUnitTest } from "../../api/unitTests";
import { useProblemText } from "../../app/useProblemText";
import { Banner } from "../../components/Banner";
import { Card } from "../../components/Card";
import { MathText } from "../../components/MathText";
import { classes } from "../../lib/classes";
import styles from "./UnitTestPage.module.css";

const MASTERED = 0.85;

export function TestResult({ test }: { test: UnitTest }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const textOf = useProblemText();
  const begin = useBeginUnitTest();
  const again = () => begin.mutate(test.unit, { onSuccess: ({ id }) => void navigate(`/unit-tests/${encodeURIComponent(id)}`) });
  const answered = test.items.filter((item) => item.verdict !== null);
  const right = answered.filter((item) => item.verdict === "right");
  const weakest = test.points.find((point) => point.after < MASTERED);
  return (
    <>
      <p className={styles["result"]} data-testid="test-result">
        {answered.length === 0 ? t("unit_test.none_answered") : t("unit_test.result", { right: right.length, done: answered.length })}
      </p>
      {test.points.length > 0 && (
        <Card label={t("unit_test.points")}>
          <h2>{t("unit_test.points")}</h2>
          <ul className={styles["points"]}>
            {test.points.map((point) => (
              <li key={point.id} data-testid="test-point">
                <Link to={`/map/${point.id.split(".", 1)[0] ?? ""}?point=${encodeURIComponent(point.id)}`}>{point.name}</Link>
                <span className={styles["soft"]}>{t("unit_test.of_point", point)}</span>
                <span className={styles["track"]} aria-hidden>
                  <i style={{ width: `${percent(point.after)}%` }} />
                  <b style={{ left: `${percent(point.before)}%` }} />
                </span>
                <span className={styles["soft"]}>{t("unit_test.change", { before: percent(point.before), after: percent(point.after) })}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <div className={styles["buttons"]}>
        {weakest !== undefined && (
          <Button type="primary" size="large" onClick={() => void navigate("/chat", { state: { point: weakest.id, text: t("unit_test.learn", { name: weakest.name }) } })} data-testid="test-learn">
            {t("unit_test.learn", { name: weakest.name })}
          </Button>
        )}
        <Button size="large" loading={begin.isPending} onClick={again} data-testid="test-again">
          {t("unit_test.again")}
        </Button>
      </div>
      {begin.error !== null && <Banner tone="warn">{textOf(begin.error)}</Banner>}
      <h2>{t("unit_test.review")}</h2>
      <ol className={styles["review"]}>
        {test.items.map((item) => (
          <Reviewed key={item.id} item={item} />
        ))}
      </ol>
    </>
  );
}

function Reviewed({ item }: { item: TestItem }) {
  const { t } = useTranslation();
  const words = item.verdict === null ? "unit_test.not_answered" : item.verdict === "right" ? "unit_test.your_right" : "unit_test.your_wrong";
  return (
    <li className={styles["reviewed"]} data-testid="test-review">
      <span className={classes(styles["verdict"], item.verdict !== null && styles[item.verdict])}>{t(words)}</span>
      <p className={styles["stem"]}>
        <MathText text={item.stem} />
      </p>
      {Object.entries(item.options ?? {}).map(([letter, option]) => (
        <p key={letter} className={item.answer?.includes(letter) && item.kind !== "order" ? styles["key"] : undefined}>
          {letter}. <MathText text={option} />
        </p>
      ))}
      <p>
        {t("unit_test.right_answer")}
        <MathText text={item.answer ?? ""} />
      </p>
      <p className={styles["soft"]}>
        <MathText text={item.explanation ?? ""} />
      </p>
    </li>
  );
}

function percent(value: number): number {
  return Math.round(value * 100);
}
