/** Three lists: side by side on a desk, behind tabs in the hand. */
import { Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { recordOpened } from "../../api/recommendations";
import type { Recommendation } from "../../api/types";
import { AskTeacher } from "../../components/AskTeacher";
import { useMediaQuery, WIDE } from "../../lib/useMediaQuery";
import { AnswerCard } from "./AnswerCard";
import { CourseCard } from "./CourseCard";
import { ItemList } from "./ItemList";
import { NoneFits } from "./NoneFits";
import styles from "./Recommended.module.css";
import { TeacherCard } from "./TeacherCard";

export function Recommended({ offer }: { offer: Recommendation }) {
  const { t } = useTranslation();
  const wide = useMediaQuery(WIDE);
  const [query, setQuery] = useSearchParams();
  const open = (itemId: string) => recordOpened(offer.slate_id, itemId);
  const { micro_courses: courses, answers, teachers } = offer;

  const lists = [
    {
      key: "micro_courses" as const,
      count: courses.length,
      empty: t("question.no_micro_courses"),
      cards: courses.map((item) => <CourseCard key={item.id} item={item} offer={offer} onOpen={open} />),
    },
    {
      key: "answers" as const,
      count: answers.length,
      empty: t("question.no_answers"),
      cards: answers.map((item) => <AnswerCard key={item.id} item={item} offer={offer} onOpen={open} />),
    },
    {
      key: "teachers" as const,
      count: teachers.length,
      empty: t("question.no_teachers"),
      cards: teachers.map((item) => <TeacherCard key={item.id} item={item} offer={offer} onOpen={open} />),
    },
  ];
  const asked = query.get("list"); // kept in the address, so that "back" returns to the same list
  const shown = lists.find(({ key }) => key === asked)?.key ?? lists.find(({ count }) => count > 0)?.key ?? "micro_courses";
  const nothing = lists.every((list) => list.count === 0);
  if (nothing && offer.notice?.kind === "distress") return null;
  return (
    <section className={styles["lists"]} aria-label={t("question.lists")}>
      <p role="status" className="visually-hidden">
        {t("question.recommended", { courses: courses.length, answers: answers.length, teachers: teachers.length })}
      </p>
      {!offer.personalised && (
        <p className={styles["note"]}>
          {t("question.by_curriculum")} · <Link to="/settings">{t("question.by_curriculum_link")}</Link>
        </p>
      )}
      {nothing && offer.notice ? null : wide ? (
        <div className={styles["columns"]}>
          {lists.map(({ key, count, empty, cards }) => (
            <div key={key}>
              <h2 className={styles["title"]}>
                {t(`question.${key}`)} <span className={styles["count"]}>{count}</span>
              </h2>
              <ItemList empty={empty}>{cards}</ItemList>
            </div>
          ))}
        </div>
      ) : (
        <Tabs
          activeKey={shown}
          onChange={(key) => setQuery({ list: key }, { replace: true, preventScrollReset: true })}
          tabBarGutter={14}
          size="small"
          items={lists.map(({ key, count, empty, cards }) => ({
            key,
            label: (
              <span data-testid={`tab-${key}`}>
                {t(`question.${key}`)} <span className={styles["count"]}>{count}</span>
              </span>
            ),
            children: <ItemList empty={empty}>{cards}</ItemList>,
          }))}
        />
      )}
      {!(nothing && offer.notice) && (
        <div className={styles["ask"]}>
          <AskTeacher wanted={{ question_id: offer.question_id }} label={t("tutoring.ask")} />
        </div>
      )}
      {!(nothing && offer.notice?.kind === "small_talk") && <NoneFits slateId={offer.slate_id} />}
    </section>
  );
}
