/** Menu, banners and the page between them. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, ScrollRestoration, useLocation, useMatches, useNavigation } from "react-router";

import { useMe } from "../api/session";
import { OfflineBanner } from "../components/OfflineBanner";
import { classes } from "../lib/classes";
import { WIDE, useMediaQuery } from "../lib/useMediaQuery";
import { placesOf } from "../lib/roles";
import styles from "./Shell.module.css";
import { TabBar } from "./TabBar";
import { TopBar } from "./TopBar";
import { TutoringBanner } from "./TutoringBanner";

/** full: the page fills the screen and scrolls inside itself; alone: it has no menus around it, but a way back of its own. */
interface Handle {
  full?: boolean;
  alone?: boolean;
}

export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const wide = useMediaQuery(WIDE);
  const { pathname } = useLocation();
  const navigation = useNavigation();
  const matches = useMatches();
  const says = (word: "full" | "alone") => matches.some(({ handle }) => (handle as Handle | undefined)?.[word] === true);
  const [full, alone] = [says("full"), says("alone")];
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  // A new page: the screen reader and the keyboard start at its content.
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [pathname]);

  const places = placesOf(me.role);
  return (
    <div className={classes(styles["shell"], full && styles["full"], alone && styles["alone"])}>
      <a className={styles["skip"]} href="#main">
        {t("nav.skip")}
      </a>
      {!alone && <TopBar me={me} places={places} wide={wide} />}
      {navigation.state === "loading" && <div className={styles["progress"]} role="presentation" />}
      {!alone && <OfflineBanner />}
      <TutoringBanner role={me.role} />
      <main id="main" ref={main} tabIndex={-1} className={styles["main"]}>
        <Outlet />
      </main>
      {!wide && !alone && <TabBar places={places} />}
      <ScrollRestoration />
    </div>
  );
}
