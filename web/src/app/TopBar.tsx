/** Mark, menu on wide screens, and who is here. */
import { useTranslation } from "react-i18next";
import { Link, NavLink } from "react-router";

import type { Me } from "../api/types";
import { Logo } from "../components/Logo";
import { useProductName } from "../components/useProductName";
import { homeOf, PATHS, type Place } from "../lib/roles";
import { PlaceIcon } from "./PlaceIcon";
import { classes } from "../lib/classes";
import styles from "./TopBar.module.css";

interface Props {
  me: Me;
  places: Place[];
  wide: boolean;
}

export function TopBar({ me, places, wide }: Props) {
  const { t } = useTranslation();
  const name = useProductName();
  return (
    <header className={styles["bar"]}>
      <div className={styles["inner"]}>
        <Link to={homeOf(me.role)} className={styles["brand"]} aria-label={`${name} · ${t("nav.home")}`}>
          <Logo size={34} />
          <span className={styles["name"]}>{name}</span>
        </Link>
        {wide && (
          <nav className={styles["menu"]} aria-label={t("nav.main")}>
            {places.map((place) => (
              <NavLink
                key={place}
                to={PATHS[place]}
                end={place === "ask"}
                className={({ isActive }) => classes(styles["link"], isActive && styles["active"])}
              >
                <PlaceIcon place={place} />
                {t(`nav.${place}`)}
              </NavLink>
            ))}
          </nav>
        )}
        <div className={styles["who"]}>
          <span className={styles["person"]}>{me.name}</span>
          <span className={styles["place"]}>{me.class_name ?? t(`role.${me.role}`)}</span>
        </div>
      </div>
    </header>
  );
}
