/** What both sides say: words, pictures, voices, and what the teacher sends. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { RoomView } from "../../api/types";
import { MathText } from "../../components/MathText";
import { newKey, type RoomClient } from "../../room/client";
import type { RoomGlance } from "../../room/useRoom";
import { SayForm } from "./SayForm";
import { TalkEntry } from "./TalkEntry";
import styles from "./Talk.module.css";

interface Props {
  view: RoomView;
  client: RoomClient;
  seen: RoomGlance;
  onWriteOn: () => void;
}

export function Talk({ view, client, seen, onWriteOn }: Props) {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  const count = seen.talk.length;
  useEffect(() => {
    end.current?.scrollIntoView({ block: "end" });
  }, [count, seen.typing]);
  return (
    <section className={styles["side"]} aria-label={t("room.talk")}>
      <div className={styles["entries"]} role="log" aria-live="polite" data-testid="room-talk">
        {view.question !== null && view.question.text !== "" && (
          <p className={styles["question"]}>
            <MathText text={view.question.text} />
          </p>
        )}
        {view.words !== "" && <p className={styles["question"]}>{view.words}</p>}
        {count === 0 && seen.ended === null && <p className={styles["soft"]}>{t("room.no_talk")}</p>}
        {seen.talk.map((entry) => (
          <TalkEntry
            key={entry.offset}
            entry={entry}
            mine={entry.role === view.role}
            sending={entry.offset > client.knownOffset}
            partner={view.partner}
            onWriteOn={
              seen.ended !== null
                ? undefined
                : (background) => {
                    client.put({ kind: "page_added", page: newKey(), background });
                    onWriteOn();
                  }
            }
          />
        ))}
        {seen.typing && <p className={styles["soft"]}>{t("room.typing")}</p>}
        <div ref={end} />
      </div>
      {seen.ended === null && <SayForm room={view.id} client={client} />}
    </section>
  );
}
