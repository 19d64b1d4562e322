/** Paper and talk: side by side where there is room, else one of them at a time. */
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { RoomView } from "../../api/types";
import { classes } from "../../lib/classes";
import { useMediaQuery, WIDE } from "../../lib/useMediaQuery";
import type { RoomClient } from "../../room/client";
import type { RoomGlance } from "../../room/useRoom";
import { PaperSide } from "./PaperSide";
import { Talk } from "./Talk";
import styles from "./RoomPage.module.css";

interface Props {
  view: RoomView;
  client: RoomClient;
  seen: RoomGlance;
}

export function RoomSides({ view, client, seen }: Props) {
  const { t } = useTranslation();
  const wide = useMediaQuery(WIDE);
  const [side, setSide] = useState<"paper" | "talk">("paper");
  const [read, setRead] = useState(0);
  const theirs = seen.talk.filter((entry) => entry.role !== view.role).length;
  const talking = wide || side === "talk";
  if (talking && read !== theirs) setRead(theirs);
  const fresh = theirs - read;
  return (
    <>
      {!wide && (
        <Segmented
          block
          value={side}
          onChange={setSide}
          className={styles["choice"] ?? ""}
          options={[
            { value: "paper", label: t("room.paper") },
            { value: "talk", label: fresh > 0 ? t("room.talk_new", { count: fresh }) : t("room.talk") },
          ]}
        />
      )}
      <div className={styles["sides"]}>
        <div className={classes(styles["paper"], !wide && side === "talk" && styles["hidden"])}>
          <PaperSide client={client} seen={seen} role={view.role} />
        </div>
        <div className={classes(styles["talk"], !talking && styles["hidden"])}>
          <Talk view={view} client={client} seen={seen} onWriteOn={() => setSide("paper")} />
        </div>
      </div>
    </>
  );
}
