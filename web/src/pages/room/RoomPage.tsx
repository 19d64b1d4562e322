/** The room of a one-to-one session: shared paper, and talk beside it. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";

import { useRoomView } from "../../api/rooms";
import type { RoomView } from "../../api/types";
import { Banner } from "../../components/Banner";
import { PageState } from "../../components/PageState";
import { QueryGate } from "../../components/QueryGate";
import { useMe } from "../../api/session";
import { classes } from "../../lib/classes";
import { homeOf } from "../../lib/roles";
import { useTitle } from "../../lib/useTitle";
import { type RoomGlance, useRoom } from "../../room/useRoom";
import { AfterRoom } from "./AfterRoom";
import { RoomBar } from "./RoomBar";
import { RoomSides } from "./RoomSides";
import styles from "./RoomPage.module.css";

export function RoomPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const query = useRoomView(id);
  useTitle(t("room.title"));
  return <QueryGate query={query}>{(view) => <Room key={id} view={view} />}</QueryGate>;
}

function Room({ view }: { view: RoomView }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const home = homeOf(useMe().role);
  const [client, seen] = useRoom(view.id);
  if (seen.standing === "gone") {
    return (
      <PageState art="lost" title={t("room.gone")} hint={t("room.gone_hint")}>
        <Button type="primary" onClick={() => void navigate(home)}>
          {t("nav.home")}
        </Button>
      </PageState>
    );
  }
  return (
    <div className={classes(styles["room"], seen.ended !== null && styles["over"])}>
      <RoomBar view={view} seen={seen} onEnd={() => client.put({ kind: "ended", why: "done" })} />
      <div aria-live="polite">
        <RoomNotices seen={seen} onForget={() => client.forgetRefusal()} />
      </div>
      {seen.ended !== null && <AfterRoom view={view} why={seen.ended} />}
      <RoomSides view={view} client={client} seen={seen} />
    </div>
  );
}

function RoomNotices({ seen, onForget }: { seen: RoomGlance; onForget: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      {seen.standing === "entering" && <Banner tone="calm">{t("room.entering")}</Banner>}
      {seen.standing === "away" && (
        <Banner tone="warn">
          <span data-testid="room-away">
            {seen.unsent > 0 ? t("room.away_unsent", { count: seen.unsent }) : t("room.away")}
          </span>
        </Banner>
      )}
      {seen.lost && <Banner tone="info">{t("room.lost")}</Banner>}
      {seen.refused !== null && (
        <Banner tone="warn">
          {t("room.refused", { why: seen.refused })}{" "}
          <Button size="small" onClick={onForget}>
            {t("action.close")}
          </Button>
        </Banner>
      )}
    </>
  );
}
