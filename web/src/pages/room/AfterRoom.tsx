/** The session is over: how it was, and what can be done now. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { useRoomFeedback } from "../../api/rooms";
import type { RoomView } from "../../api/types";
import { Card } from "../../components/Card";
import { QueryGate } from "../../components/QueryGate";
import { zh } from "../../i18n/zh";
import { PATHS } from "../../lib/roles";
import { Feedback } from "./Feedback";
import styles from "./RoomPage.module.css";

type Why = keyof typeof zh.room.ended;

export function AfterRoom({ view, why }: { view: RoomView; why: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useRoomFeedback(view.id);
  const student = view.role === "student";
  const known: Why = why in zh.room.ended ? (why as Why) : "stopped";
  return (
    <Card className={styles["after"]}>
      <h2 data-testid="room-ended">{t(`room.ended.${known}`)}</h2>
      <p className={styles["soft"]}>{t("room.ended_hint")}</p>
      <QueryGate query={query}>{(form) => <Feedback view={view} form={form} />}</QueryGate>
      <Button className={styles["home"] ?? ""} onClick={() => void navigate(`/rooms/${view.id}/replay`)} data-testid="replay">
        {t("room.replay")}
      </Button>{" "}
      <Button className={styles["home"] ?? ""} onClick={() => void navigate(student ? PATHS.ask : PATHS.desk)}>
        {t(student ? "room.to_student_home" : "room.to_teacher_home")}
      </Button>
    </Card>
  );
}
