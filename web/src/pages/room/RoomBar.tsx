/** Who is here, how much time is left, and the end. */
import { ArrowLeftOutlined } from "@ant-design/icons";
import { Button, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { RoomView } from "../../api/types";
import { useSubjectName } from "../../components/useSubjectName";
import { classes } from "../../lib/classes";
import { minutesAndSeconds } from "../../lib/dates";
import { PATHS } from "../../lib/roles";
import { useNow } from "../../lib/useNow";
import type { RoomGlance } from "../../room/useRoom";
import styles from "./RoomBar.module.css";

const SOON_MS = 5 * 60_000;

export function RoomBar({ view, seen, onEnd }: { view: RoomView; seen: RoomGlance; onEnd: () => void }) {
  const { t } = useTranslation();
  const subjectName = useSubjectName();
  const there = seen.there.some((who) => who !== view.role);
  const about = [...(view.subject === null ? [] : [subjectName(view.subject)]), ...view.points.map((point) => point.name)];
  return (
    <header className={styles["bar"]}>
      <Link to={view.role === "student" ? PATHS.ask : PATHS.desk} className={styles["back"]} aria-label={t("room.back")}>
        <ArrowLeftOutlined aria-hidden />
      </Link>
      <div className={styles["who"]}>
        <h1>{t("room.with", { name: view.partner })}</h1>
        <p className={styles["about"]}>
          <span className={classes(styles["dot"], there && styles["there"])} aria-hidden />
          <span data-testid="room-partner">{t(there ? "room.there" : "room.not_there")}</span>
          {about.map((name) => ` · ${name}`)}
        </p>
      </div>
      {seen.ended === null && <Clock endsMs={seen.endsMs} aheadMs={seen.aheadMs} />}
      {seen.ended === null && seen.role !== null && (
        <Popconfirm title={t("room.end_question")} okText={t("room.end")} onConfirm={onEnd} placement="bottomRight">
          <Button size="small" danger data-testid="room-end">
            {t("room.end")}
          </Button>
        </Popconfirm>
      )}
    </header>
  );
}

function Clock({ endsMs, aheadMs }: { endsMs: number | null; aheadMs: number }) {
  const { t } = useTranslation();
  const now = useNow(1000);
  if (endsMs === null) return null;
  const left = Math.max(0, endsMs - (now + aheadMs));
  return (
    <span
      className={classes(styles["clock"], left < SOON_MS && styles["soon"])}
      title={left < SOON_MS ? t("room.over_soon", { count: Math.ceil(left / 60_000) }) : undefined}
      role="timer"
    >
      {t("room.left", { time: minutesAndSeconds(left) })}
    </span>
  );
}
