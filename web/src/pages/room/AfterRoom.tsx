/** The session is over: what can be done now. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { RoomView } from "../../api/types";
import { Card } from "../../components/Card";
import { zh } from "../../i18n/zh";
import { PATHS } from "../../lib/roles";
import styles from "./RoomPage.module.css";

type Why = keyof typeof zh.room.ended;

export function AfterRoom({ view, why }: { view: RoomView; why: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const known: Why = why in zh.room.ended ? (why as Why) : "stopped";
  return (
    <Card className={styles["after"]}>
      <h2 data-testid="room-ended">{t(`room.ended.${known}`)}</h2>
      <p>{t("room.ended_hint")}</p>
      <Button type="primary" onClick={() => void navigate(view.role === "student" ? PATHS.ask : PATHS.desk)}>
        {t(view.role === "student" ? "room.to_student_home" : "room.to_teacher_home")}
      </Button>
    </Card>
  );
}
