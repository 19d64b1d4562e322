/** The map as a file: a drawing for print, a picture for slides. */
import { DownloadOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import { useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";

import type { MapView } from "../../api/types";
import { DAY, NIGHT } from "../../components/map/colours";
import type { MapHandle } from "../../components/map/MapCanvas";
import { pictureOf, pngOf } from "../../components/map/picture";
import type { Shading } from "../../components/map/shading";
import { useDark } from "../../app/useDark";
import { useShading } from "../../components/map/useShading";
import { useSubjectName } from "../../components/useSubjectName";
import { dayOf } from "../../lib/dates";
import { saveBlob } from "../../lib/saveBlob";

interface Props {
  map: MapView;
  shading: Shading;
  classId: string | null;
  handle: RefObject<MapHandle | null>;
}

export function DownloadMenu({ map, shading, classId, handle }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const subjectName = useSubjectName();
  const dark = useDark();
  const { legend } = useShading({ map, shading, classId, dark });
  const [busy, setBusy] = useState(false);

  const save = async (kind: string) => {
    const day = dayOf(new Date());
    const title = t("map.picture_title", { subject: subjectName(map.subject), stage: t(`map.stages.${map.stage}`) });
    const colours = dark ? NIGHT : DAY;
    setBusy(true);
    try {
      const drawn = handle.current;
      if (!drawn) throw new Error("the map is not drawn yet");
      const { width, height } = drawn.camera.layout;
      const picture = pictureOf(drawn.svg, width, height, {
        title,
        date: t("map.picture_date", { date: day }),
        legendTitle: t(`map.shadings.${shading}`),
        legend,
        unknown: shading === "concepts" ? null : t(`map.unknown.${shading}`),
        ink: colours.ink,
        soft: dark ? "#a7afc8" : "#565e79",
        paper: colours.sea,
      });
      const blob = kind === "png" ? await pngOf(picture) : new Blob([picture.text], { type: "image/svg+xml" });
      saveBlob(blob, `${title.replace(/[^\p{L}\p{N}]+/gu, "-")}-${day}.${kind}`);
    } catch {
      void message.error(t("map.download_failed"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: (["png", "svg"] as const).map((kind) => ({ key: kind, label: t(`map.download_${kind}`) })),
        onClick: ({ key }) => void save(key),
      }}
    >
      <Button icon={<DownloadOutlined aria-hidden />} loading={busy} data-testid="map-download">
        {t("map.download")}
      </Button>
    </Dropdown>
  );
}
