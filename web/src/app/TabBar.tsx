/** The menu under the thumb. */
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";

import { PATHS, type Place } from "../lib/roles";
import { PlaceIcon } from "./PlaceIcon";
import { classes } from "../lib/classes";
import styles from "./TabBar.module.css";

export function TabBar({ places }: { places: Place[] }) {
  const { t } = useTranslation();
  return (
    <nav className={styles["bar"]} aria-label={t("nav.main")}>
      {places.map((place) => (
        <NavLink
          key={place}
          to={PATHS[place]}
          end={place === "ask"}
          className={({ isActive }) => classes(styles["tab"], isActive && styles["active"])}
        >
          <span className={styles["icon"]}>
            <PlaceIcon place={place} />
          </span>
          {t(`nav.${place}`)}
        </NavLink>
      ))}
    </nav>
  );
}
