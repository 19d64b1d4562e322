/** How far the reading is, in words, and what to do when it failed. */
import { LoadingOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { Question } from "../../api/types";
import styles from "./ReadingState.module.css";

export function ReadingState({ question }: { question: Question }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const place = question.place_in_queue ?? 0;

  const words = () => {
    switch (question.state) {
      case "waiting":
        return place > 0 ? t("question.waiting", { count: place }) : t("question.waiting_soon");
      case "reading":
        return question.regions.length > 0
          ? t("question.reading_found", { count: question.regions.length })
          : t("question.reading");
      case "read":
        return question.source === "photo" ? t("question.read") : "";
      case "failed":
        return "";
    }
  };
  const busy = question.state === "waiting" || question.state === "reading";
  return (
    <>
      <p role="status" className={busy ? styles["busy"] : "visually-hidden"}>
        {busy && <LoadingOutlined aria-hidden className={styles["icon"]} />}
        {words()}
      </p>
      {question.state === "failed" && (
        <div role="alert" className={styles["failed"]}>
          <p className={styles["title"]}>{t("question.failed")}</p>
          <p>{question.problem?.message}</p>
          <div className={styles["actions"]}>
            <Button type="primary" onClick={() => void navigate("/")}>
              {t("question.retake")}
            </Button>
            <Button onClick={() => document.getElementById("question-text")?.focus()}>{t("question.type_it")}</Button>
          </div>
        </div>
      )}
    </>
  );
}
