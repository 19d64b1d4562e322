import { StarFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { Recommendation, TeacherCard as Item } from "../../api/types";
import { Portrait } from "../../components/Portrait";
import { Tag } from "../../components/Tag";
import { unbroken } from "../../lib/unbroken";
import { ItemCard } from "./ItemCard";
import styles from "./TeacherCard.module.css";

interface Props {
  item: Item;
  offer: Recommendation;
  onOpen: (id: string) => void;
}

export function TeacherCard({ item, offer, onOpen }: Props) {
  const { t } = useTranslation();
  return (
    <ItemCard
      id={item.id}
      to={`/teachers/${encodeURIComponent(item.id)}?question=${encodeURIComponent(offer.question_id)}`}
      title={
        <span className={styles["teacher"]}>
          <Portrait name={item.name} size={48} />
          <span>
            <span className={styles["name"]}>{item.name}</span>
            <span className={styles["school"]}>
              {item.school} · {item.title}
            </span>
          </span>
        </span>
      }
      reasons={item.reasons}
      loose={item.loose}
      onOpen={onOpen}
    >
      <span className={styles["rating"]}>
        {item.rating === null ? (
          t("question.no_rating")
        ) : (
          <>
            <StarFilled aria-hidden className={styles["star"]} />
            {t("question.rating", { rating: item.rating.toFixed(1), count: item.rating_count })}
          </>
        )}
      </span>
      <span className={styles["hours"]}>{unbroken(item.hours_text)}</span>
      {item.free_now && <Tag tone="good">{t("question.free_now")}</Tag>}
      {item.style.map((style) => (
        <Tag key={style}>{style}</Tag>
      ))}
    </ItemCard>
  );
}
