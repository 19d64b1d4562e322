import { useTranslation } from "react-i18next";

import type { PointDetail, PointName } from "../../api/types";
import styles from "./PointPanel.module.css";

interface Props {
  point: PointDetail;
  onOpen: (id: string) => void;
}

/** What the point needs, what it opens, what it is like; the map follows a press. */
export function PointNeighbours({ point, onOpen }: Props) {
  const { t } = useTranslation();
  const list = (kind: "needs" | "opens" | "related", points: readonly PointName[]) =>
    points.length > 0 && (
      <section>
        <h3 className={styles[kind]}>{t(`map.${kind}`)}</h3>
        <ul className={styles["neighbours"]}>
          {points.map(({ id, name }) => (
            <li key={id}>
              <button type="button" onClick={() => onOpen(id)} data-testid={`${kind}-${id}`}>
                {name}
              </button>
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <>
      {list("needs", point.prerequisites) || <p className={styles["soft"]}>{t("map.no_needs")}</p>}
      {list("opens", point.dependants)}
      {list("related", point.related)}
    </>
  );
}
