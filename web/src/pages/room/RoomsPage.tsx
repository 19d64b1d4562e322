/** One's own sessions: to be looked at again, and to say how they were. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useRooms } from "../../api/rooms";
import type { RoomRow } from "../../api/types";
import { BackLink } from "../../components/BackLink";
import { Card } from "../../components/Card";
import { PageState } from "../../components/PageState";
import { QueryGate } from "../../components/QueryGate";
import { Tag } from "../../components/Tag";
import { shortTime } from "../../lib/dates";
import { useTitle } from "../../lib/useTitle";
import styles from "./RoomsPage.module.css";

export function RoomsPage() {
  const { t } = useTranslation();
  const query = useRooms();
  useTitle(t("room.sessions"));
  return (
    <div className={styles["page"]}>
      <BackLink to="/" />
      <h1>{t("room.sessions")}</h1>
      <QueryGate query={query}>
        {(rows) =>
          rows.length === 0 ? (
            <PageState art="empty" title={t("room.no_sessions")} hint={t("room.no_sessions_hint")} />
          ) : (
            <ul className={styles["rows"]}>
              {rows.map((row) => (
                <li key={row.id}>
                  <Row row={row} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryGate>
    </div>
  );
}

function Row({ row }: { row: RoomRow }) {
  const { t, i18n } = useTranslation();
  const open = !row.ended ? "open" : row.feedback_given ? "open" : row.role === "student" ? "to_rate" : "to_record";
  return (
    <Card>
      <p>
        <strong>{row.partner}</strong> · {shortTime(row.started_at, i18n.language)} ·{" "}
        {row.ended ? t("room.minutes", { count: row.minutes ?? 0 }) : t("room.going_on")}
      </p>
      <p className={styles["points"]}>
        {row.points.slice(0, 3).map((point) => (
          <Tag key={point.id} tone="brand">
            {point.name}
          </Tag>
        ))}
      </p>
      <p className={styles["links"]}>
        <Link to={`/rooms/${row.id}`}>{t(`room.${open}`)}</Link>
        {row.ended && <Link to={`/rooms/${row.id}/replay`}>{t("room.replay")}</Link>}
      </p>
    </Card>
  );
}
