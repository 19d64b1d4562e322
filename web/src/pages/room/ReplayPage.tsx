/** A session looked at again: ink, words and voices in their time, at up to three times the speed. */
import { ArrowLeftOutlined, CaretRightOutlined, PauseOutlined } from "@ant-design/icons";
import { Button, Segmented, Slider, Switch } from "antd";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { useRoomLog, useRoomView } from "../../api/rooms";
import type { RoomView } from "../../api/types";
import { PageState } from "../../components/PageState";
import { QueryGate } from "../../components/QueryGate";
import { minutesAndSeconds } from "../../lib/dates";
import { useTitle } from "../../lib/useTitle";
import type { RoomEvent } from "../../room/events";
import styles from "./ReplayPage.module.css";
import { ReplaySheet, type SheetHandle } from "./ReplaySheet";
import { TalkEntry } from "./TalkEntry";
import { useReplay } from "./useReplay";

const SPEEDS = [1, 2, 3];

export function ReplayPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const view = useRoomView(id);
  const log = useRoomLog(id);
  useTitle(t("room.replay"));
  return (
    <QueryGate query={view}>
      {(room) => <QueryGate query={log}>{(events) => <Screen key={id} view={room} events={events} />}</QueryGate>}
    </QueryGate>
  );
}

function Screen({ view, events }: { view: RoomView; events: RoomEvent[] }) {
  const { t } = useTranslation();
  const sheet = useRef<SheetHandle>(null);
  const [speed, setSpeed] = useState(1);
  const [skip, setSkip] = useState(true);
  const player = useReplay(events, speed, skip, useCallback(() => sheet.current?.draw(), []));
  const { state } = player.replay;
  const page = state.pages.find((one) => one.id === state.page);
  return (
    <div className={styles["screen"]}>
      <header className={styles["bar"]}>
        <Link to={`/rooms/${view.id}`} aria-label={t("room.back_to_room")} className={styles["back"]}>
          <ArrowLeftOutlined aria-hidden />
        </Link>
        <h1>
          {t("room.replay_of")} · {t("room.with", { name: view.partner })}
        </h1>
      </header>
      {events.length === 0 ? (
        <PageState art="empty" title={t("room.nothing_to_replay")} hint={t("room.nothing_to_replay_hint")} />
      ) : (
        <>
          <div className={styles["sides"]}>
            {page && <ReplaySheet key={page.id} ref={sheet} replay={player.replay} page={page} />}
            <div className={styles["talk"]} data-testid="replay-talk">
              {state.talk.map((entry) => (
                <TalkEntry key={entry.offset} entry={entry} mine={entry.role === view.role} sending={false} partner={view.partner} onWriteOn={undefined} />
              ))}
            </div>
          </div>
          <div className={styles["controls"]}>
            <Button
              type="primary"
              shape="circle"
              icon={player.playing ? <PauseOutlined /> : <CaretRightOutlined />}
              aria-label={t(player.playing ? "room.pause" : "room.play")}
              onClick={player.toggle}
              data-testid="replay-play"
            />
            <Slider
              className={styles["slider"] ?? ""}
              min={0}
              max={player.totalMs}
              value={player.ms}
              step={100}
              tooltip={{ formatter: (ms) => minutesAndSeconds(ms ?? 0) }}
              onChange={player.seek}
              ariaLabelForHandle={t("room.position")}
            />
            <span className={styles["time"]} data-testid="replay-time">
              {minutesAndSeconds(player.ms)} / {minutesAndSeconds(player.totalMs)}
            </span>
            <Segmented
              aria-label={t("room.speed")}
              value={speed}
              onChange={setSpeed}
              options={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
            />
            <label className={styles["skip"]}>
              <Switch size="small" checked={skip} onChange={setSkip} /> {t("room.skip_pauses")}
            </label>
          </div>
        </>
      )}
    </div>
  );
}
