import { useTranslation } from "react-i18next";

import type { PointDetail } from "../../api/types";
import { MathText } from "../../components/MathText";
import styles from "./PointPanel.module.css";

const LETTERS = ["A", "B", "C"] as const;

/** What one can do with the point at each level, and the ideas about it that need putting right. */
export function PointAbilities({ point }: { point: PointDetail }) {
  const { t } = useTranslation();
  const abilities = LETTERS.filter((letter) => (point.can_do[letter] ?? "") !== "");
  return (
    <>
      {abilities.length > 0 && (
        <section>
          <h3>{t("map.can_do")}</h3>
          <dl className={styles["abilities"]}>
            {abilities.map((letter) => (
              <div key={letter}>
                <dt>
                  <b>{letter}</b> {t(`map.abilities.${letter}`)}
                </dt>
                <dd>
                  <MathText text={point.can_do[letter] ?? ""} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {point.misconceptions.length > 0 && (
        <section>
          <h3>{t("map.misconceptions")}</h3>
          <ul className={styles["misconceptions"]}>
            {point.misconceptions.map(({ belief, repair }) => (
              <li key={belief}>
                <p>
                  <b className={styles["wrong"]}>{t("map.belief")}</b> <MathText text={belief} />
                </p>
                <p>
                  <b className={styles["right"]}>{t("map.repair")}</b> <MathText text={repair} />
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
