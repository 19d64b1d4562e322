import { useTranslation } from "react-i18next";

import type { AnswerCard as Item, Recommendation } from "../../api/types";
import { MathText } from "../../components/MathText";
import { Tag } from "../../components/Tag";
import { useLevelName } from "../../components/useLevelName";
import { difficultyWord } from "../../lib/difficulty";
import { subjectOfPoint } from "../../lib/subjectOfPoint";
import styles from "./AnswerCard.module.css";
import { ItemCard } from "./ItemCard";

interface Props {
  item: Item;
  offer: Recommendation;
  onOpen: (id: string) => void;
}

export function AnswerCard({ item, offer, onOpen }: Props) {
  const { t } = useTranslation();
  const levelName = useLevelName();
  const subject = subjectOfPoint(item.points) ?? offer.profile.subject;
  return (
    <ItemCard
      id={item.id}
      to={`/answers/${encodeURIComponent(item.id)}?question=${encodeURIComponent(offer.question_id)}`}
      title={
        <span className={styles["question"]}>
          <MathText text={item.question.trim()} />
        </span>
      }
      reasons={item.reasons}
      loose={item.loose}
      onOpen={onOpen}
    >
      <Tag tone="brand">{t(`difficulty.${difficultyWord(item.difficulty)}`)}</Tag>
      {subject !== null && <Tag>{levelName(item.level, subject)}</Tag>}
      {item.points.slice(0, 2).map((point) => (
        <Tag key={point.id}>{point.name}</Tag>
      ))}
    </ItemCard>
  );
}
