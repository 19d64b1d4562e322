/** One thing that was said. */
import { ClockCircleOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { attachmentUrl } from "../../api/rooms";
import { MathText } from "../../components/MathText";
import { classes } from "../../lib/classes";
import { shortTime } from "../../lib/dates";
import type { Talk } from "../../room/events";
import type { Entry } from "../../room/state";
import styles from "./Talk.module.css";

interface Props {
  entry: Entry;
  mine: boolean;
  /** It has not reached the log yet. */
  sending: boolean;
  partner: string;
  onWriteOn: ((attachment: string) => void) | undefined;
}

export function TalkEntry({ entry, mine, sending, partner, onWriteOn }: Props) {
  const { t, i18n } = useTranslation();
  return (
    <article className={classes(styles["entry"], mine && styles["mine"])}>
      <p className={styles["by"]}>
        {mine ? t("room.you") : partner} · {shortTime(new Date(entry.at_ms).toISOString(), i18n.language)}
        {sending && (
          <>
            {" "}
            <ClockCircleOutlined aria-hidden /> {t("room.on_the_way")}
          </>
        )}
      </p>
      <div className={styles["bubble"]}>
        <Content what={entry.what} onWriteOn={onWriteOn} />
      </div>
    </article>
  );
}

const PAGES = { micro_course: "/micro-courses/", answer: "/answers/", item: "/chat?item=" } as const;

function Content({ what, onWriteOn }: { what: Talk; onWriteOn: ((attachment: string) => void) | undefined }) {
  const { t } = useTranslation();
  switch (what.kind) {
    case "said":
      return <MathText text={what.text} />;
    case "pictured":
      return (
        <>
          <img className={styles["picture"]} src={attachmentUrl(what.attachment)} alt={t("room.picture_of")} style={{ aspectRatio: `${what.width} / ${what.height}` }} />
          {onWriteOn && (
            <Button size="small" onClick={() => onWriteOn(what.attachment)}>
              {t("room.write_on")}
            </Button>
          )}
        </>
      );
    case "voiced":
      return (
        // eslint-disable-next-line jsx-a11y/media-has-caption -- spoken a moment ago; nobody has written it down
        <audio controls preload="none" src={attachmentUrl(what.attachment)} aria-label={t("room.voice_of", { seconds: Math.ceil(what.ms / 1000) })} />
      );
    case "sent":
      return (
        <Link to={`${PAGES[what.what]}${encodeURIComponent(what.id)}`} target="_blank">
          <PlayCircleOutlined aria-hidden /> {what.title}
        </Link>
      );
  }
}
