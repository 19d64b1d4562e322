import { useTranslation } from "react-i18next";

import type { AnswerView } from "../../api/types";
import { Card } from "../../components/Card";
import { Markdown } from "../../components/Markdown";
import { Tag } from "../../components/Tag";
import { useLevelName } from "../../components/useLevelName";
import { subjectOfPoint } from "../../lib/subjectOfPoint";
import styles from "./AnswerPage.module.css";
import { Final } from "./Final";
import { KeySteps } from "./KeySteps";
import { NextStep } from "./NextStep";
import { Stage } from "./Stage";

interface Props {
  answer: AnswerView;
  questionId: string;
}

export function AnswerBody({ answer, questionId }: Props) {
  const { t } = useTranslation();
  const levelName = useLevelName();
  const { idea, key_steps: steps, solution } = answer;
  return (
    <>
      <Card label={t("materials.matched_question")}>
        <p className={styles["label"]}>
          {t("materials.matched_question")} · {t("materials.answered_by", { name: answer.by.name })}
        </p>
        <Markdown text={answer.question} />
        <div className={styles["tags"]}>
          <Tag tone="brand">{levelName(answer.level, subjectOfPoint(answer.points))}</Tag>
          {answer.points.map((point) => (
            <Tag key={point.id}>{point.name}</Tag>
          ))}
        </div>
      </Card>
      <ol className={styles["stages"]} aria-live="polite">
        <Stage number={1} title={t("materials.idea")} open>
          <Markdown text={idea} />
        </Stage>
        <Stage number={2} title={t("materials.key_steps")} open={steps !== null}>
          {steps !== null && <KeySteps steps={steps} />}
        </Stage>
        <Stage number={3} title={t("materials.solution")} open={solution !== null} testId="answer-solution">
          {solution !== null && (
            <>
              <Markdown text={solution} />
              {answer.final !== null && <Final text={answer.final} />}
            </>
          )}
        </Stage>
      </ol>
      {solution === null && <NextStep answer={answer} questionId={questionId} />}
    </>
  );
}
