import { MessageOutlined, PlayCircleOutlined, ReadOutlined } from "@ant-design/icons";
import { Button, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { usePointContent } from "../../api/points";
import type { PointDetail } from "../../api/types";
import { useProblemText } from "../../app/useProblemText";
import { MathText } from "../../components/MathText";
import { Portrait } from "../../components/Portrait";
import { shortened } from "../../lib/mathText";
import { oneLine } from "../../lib/oneLine";
import { addToDraft } from "../../lib/useDraft";
import styles from "./PointMaterials.module.css";

const LONGEST = 90;

interface Props {
  point: PointDetail;
  /** A student asks what others asked; nobody is shown an answer here. */
  asks: boolean;
}

export function PointMaterials({ point, asks }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const textOf = useProblemText();
  const { data, error, refetch } = usePointContent(point.id);
  const ask = (text: string) => {
    addToDraft("ask", text);
    void navigate("/");
  };
  if (error && !data) {
    return (
      <p className={styles["problem"]} role="alert">
        {textOf(error)} <Button type="link" onClick={() => void refetch()}>{t("action.retry")}</Button>
      </p>
    );
  }
  if (!data) return <Skeleton active title={false} paragraph={{ rows: 3 }} />;
  const { micro_courses: courses, questions, teachers } = data;
  return (
    <div className={styles["materials"]} data-testid="point-materials">
      <h3>{t("map.courses")}</h3>
      {courses.length === 0 && (
        <p className={styles["none"]}>
          {asks ? (
            <Button icon={<MessageOutlined aria-hidden />} onClick={() => ask(t("map.ask_text", { name: point.name }))} data-testid="point-ask">
              {t("map.no_materials")}
            </Button>
          ) : (
            t("map.no_materials_staff")
          )}
        </p>
      )}
      <ul>
        {courses.map(({ id, title, minutes, has_video: video }) => (
          <li key={id}>
            <Link to={`/micro-courses/${encodeURIComponent(id)}`} className={styles["row"]}>
              {video ? <PlayCircleOutlined aria-hidden /> : <ReadOutlined aria-hidden />}
              <span>{title}</span>
              <small>{t("question.minutes", { count: minutes })}</small>
            </Link>
          </li>
        ))}
      </ul>
      {questions.length > 0 && (
        <>
          <h3>{t("map.questions")}</h3>
          {asks && <p className={styles["hint"]}>{t("map.questions_hint")}</p>}
          <ul>
            {questions.map(({ id, question }) => {
              const words = <MathText text={shortened(oneLine(question), LONGEST)} />;
              return (
                <li key={id}>
                  {asks ? (
                    <button type="button" className={styles["row"]} onClick={() => ask(question)} data-testid={`ask-${id}`}>
                      <MessageOutlined aria-hidden />
                      <span>{words}</span>
                    </button>
                  ) : (
                    <p className={styles["row"]}>
                      <MessageOutlined aria-hidden />
                      <span>{words}</span>
                    </p>
                  )}
                </li>
              );
            })}
          </ul>
        </>
      )}
      {teachers.length > 0 && (
        <>
          <h3>{t("map.teachers")}</h3>
          <ul>
            {teachers.map(({ id, name, school, title }) => (
              <li key={id}>
                <Link to={`/teachers/${encodeURIComponent(id)}`} className={styles["row"]}>
                  <Portrait name={name} size={32} />
                  <span>{name}</span>
                  <small>
                    {school} · {title}
                  </small>
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
