import { ClockCircleOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { MicroCourseCard, Recommendation } from "../../api/types";
import { Tag } from "../../components/Tag";
import { useLevelName } from "../../components/useLevelName";
import { subjectOfPoint } from "../../lib/subjectOfPoint";
import { ItemCard } from "./ItemCard";

interface Props {
  item: MicroCourseCard;
  offer: Recommendation;
  onOpen: (id: string) => void;
}

export function CourseCard({ item, offer, onOpen }: Props) {
  const { t } = useTranslation();
  const levelName = useLevelName();
  const query = new URLSearchParams({ slate: offer.slate_id, question: offer.question_id }).toString();
  const subject = subjectOfPoint(item.points) ?? offer.profile.subject;
  const general = subject === null; // about no subject: a level of one would mean nothing
  return (
    <ItemCard
      id={item.id}
      to={`/micro-courses/${encodeURIComponent(item.id)}?${query}`}
      title={item.title}
      reasons={item.reasons}
      loose={item.loose}
      onOpen={onOpen}
    >
      <Tag tone="brand">
        <ClockCircleOutlined aria-hidden /> {t("question.minutes", { count: item.minutes })}
      </Tag>
      {item.has_video && (
        <Tag tone="second">
          <PlayCircleOutlined aria-hidden /> {t("question.video")}
        </Tag>
      )}
      {!general && item.levels.map((code) => <Tag key={code}>{levelName(code, subject)}</Tag>)}
      {item.points.slice(0, 2).map((point) => (
        <Tag key={point.id}>{point.name}</Tag>
      ))}
    </ItemCard>
  );
}
