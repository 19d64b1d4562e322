/** An item, answered in place: by tapping letters, or by writing. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { chosen, type ItemBody } from "../lib/chat";
import { classes } from "../lib/classes";
import styles from "./AssessmentItem.module.css";
import { MathText } from "./MathText";

interface Props {
  item: ItemBody;
  open: boolean;
  onAnswer: (text: string, item: string) => void;
}

export function AssessmentItem({ item, open, onAnswer }: Props) {
  const { t } = useTranslation();
  const [given, setGiven] = useState("");
  const answer = () => given.trim() !== "" && onAnswer(given, item.id);
  return (
    <form
      className={styles["item"]}
      data-testid="item"
      data-item={item.id}
      onSubmit={(event) => {
        event.preventDefault();
        if (open) answer();
      }}
    >
      <span className={styles["stem"]}>
        <MathText text={item.stem} />
      </span>
      {item.options !== null && (
        <div className={styles["options"]} role="group" aria-label={t(`item.kind.${item.kind}`)}>
          {Object.entries(item.options).map(([letter, option]) => {
            const at = given.indexOf(letter);
            return (
              <button
                key={letter}
                type="button"
                disabled={!open}
                aria-pressed={at >= 0}
                className={classes(styles["option"], at >= 0 && styles["picked"])}
                data-testid={`option-${letter}`}
                onClick={() => setGiven(chosen(item.kind, given, letter))}
              >
                <b>{letter}</b>
                <span>
                  <MathText text={option} />
                </span>
                {item.kind === "order" && at >= 0 && <i>{at + 1}</i>}
              </button>
            );
          })}
        </div>
      )}
      {open && (
        <div className={styles["answer"]}>
          {item.options === null && (
            <Input
              value={given}
              onChange={(event) => setGiven(event.target.value)}
              suffix={item.unit}
              placeholder={t(`item.kind.${item.kind}`)}
              aria-label={t(`item.kind.${item.kind}`)}
              data-testid="answer-text"
            />
          )}
          <Button type="primary" htmlType="submit" disabled={given.trim() === ""} data-testid="answer-send">
            {t("item.answer")}
          </Button>
        </div>
      )}
    </form>
  );
}
