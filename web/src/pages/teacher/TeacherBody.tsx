import { StarFilled } from "@ant-design/icons";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import { useMe } from "../../api/session";
import type { Teacher } from "../../api/types";
import { AskTeacher } from "../../components/AskTeacher";
import { Card } from "../../components/Card";
import { Portrait } from "../../components/Portrait";
import { Tag } from "../../components/Tag";
import styles from "./TeacherPage.module.css";

const WEEKDAYS = ["d1", "d2", "d3", "d4", "d5", "d6", "d7"] as const;

function weekday(t: TFunction, day: number): string {
  const key = WEEKDAYS[day - 1];
  return key === undefined ? String(day) : t(`weekday.${key}`);
}

export function TeacherBody({ teacher, question }: { teacher: Teacher; question: string | null }) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <>
      <Card>
        <div className={styles["head"]}>
          <Portrait name={teacher.name} size={72} />
          <div>
            <h1>{teacher.name}</h1>
            <p className={styles["soft"]}>
              {teacher.school} · {teacher.title} · {teacher.stages.join("、")}
            </p>
            <p className={styles["soft"]}>
              {teacher.rating === null ? (
                t("question.no_rating")
              ) : (
                <>
                  <StarFilled aria-hidden className={styles["star"]} />
                  {t("question.rating", { rating: teacher.rating.toFixed(1), count: teacher.rating_count })}
                </>
              )}
            </p>
          </div>
        </div>
        {teacher.introduction !== "" && <p className={styles["intro"]}>{teacher.introduction}</p>}
        {me.role === "student" && (
          <div className={styles["invite"]}>
            <AskTeacher
              wanted={{ teacher_id: teacher.id, question_id: question }}
              label={t("tutoring.ask_one", { name: teacher.name })}
              block
            />
          </div>
        )}
      </Card>
      <Card>
        <h2>{t("materials.expertise")}</h2>
        <p className={styles["tags"]}>
          {teacher.points.map((point) => (
            <Tag key={point.id} tone="brand">
              {point.name}
            </Tag>
          ))}
        </p>
        {teacher.domains.length > 0 && (
          <>
            <h2>{t("materials.domains")}</h2>
            <p className={styles["tags"]}>
              {teacher.domains.map((domain) => (
                <Tag key={domain}>{domain}</Tag>
              ))}
            </p>
          </>
        )}
        {teacher.style.length > 0 && (
          <>
            <h2>{t("materials.style")}</h2>
            <p className={styles["tags"]}>
              {teacher.style.map((style) => (
                <Tag key={style} tone="second">
                  {style}
                </Tag>
              ))}
            </p>
          </>
        )}
        <h2>{t("materials.hours")}</h2>
        {teacher.hours.length === 0 ? (
          <p className={styles["soft"]}>{t("materials.no_hours")}</p>
        ) : (
          <ul className={styles["hours"]}>
            {teacher.hours.map(({ weekday: day, start, end }) => (
              <li key={`${day}/${start}`}>
                <span className={styles["day"]}>{weekday(t, day)}</span>
                {start}–{end}
              </li>
            ))}
          </ul>
        )}
      </Card>
    </>
  );
}
