/** Every figure's name leads to how it is counted: a drawer, and in print a list at the end. */
import { Button, Drawer } from "antd";
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Definition } from "../../api/types";
import styles from "./definitions.module.css";

interface Definitions {
  open: (id: string) => void;
  nameOf: (id: string) => string;
}

const Known = createContext<Definitions>({ open: () => undefined, nameOf: (id) => id });

export function DefinitionsProvider({ definitions, children }: { definitions: Definition[]; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const [shown, setShown] = useState<string | null>(null);
  const english = i18n.language === "en";
  const known = useMemo((): Definitions => {
    const byId = new Map(definitions.map((one) => [one.id, one]));
    return { open: setShown, nameOf: (id) => (english ? byId.get(id)?.en : byId.get(id)?.zh) ?? id };
  }, [definitions, english]);
  useEffect(() => {
    if (shown === null) return;
    const frame = requestAnimationFrame(() => document.getElementById(`definition-${shown}`)?.scrollIntoView({ block: "center" }));
    return () => cancelAnimationFrame(frame);
  }, [shown]);
  return (
    <Known.Provider value={known}>
      {children}
      <section className={styles["printed"]} aria-hidden>
        <h2>{t("matches.definitions")}</h2>
        <List definitions={definitions} current={null} anchors={false} />
      </section>
      <Drawer title={t("matches.definitions")} open={shown !== null} onClose={() => setShown(null)} size={440} destroyOnHidden>
        <div data-testid="definitions">
          <List definitions={definitions} current={shown} anchors />
        </div>
      </Drawer>
    </Known.Provider>
  );
}

/** A figure's name, its definition's own where none is given; pressed, it tells how the figure is counted. */
export function Term({ id, children }: { id: string; children?: ReactNode }) {
  const { open, nameOf } = useContext(Known);
  return (
    <button type="button" className={styles["term"]} onClick={() => open(id)} data-testid={`term-${id}`}>
      {children ?? nameOf(id)}
    </button>
  );
}

export function DefinitionsButton() {
  const { t } = useTranslation();
  const { open } = useContext(Known);
  return <Button onClick={() => open("shown")}>{t("matches.definitions")}</Button>;
}

function List({ definitions, current, anchors }: { definitions: Definition[]; current: string | null; anchors: boolean }) {
  const { t, i18n } = useTranslation();
  const english = i18n.language === "en";
  return (
    <dl className={styles["list"]}>
      {definitions.map((one) => (
        <div key={one.id} id={anchors ? `definition-${one.id}` : undefined} className={one.id === current ? styles["current"] : undefined}>
          <dt>{english ? one.en : one.zh}</dt>
          <dd>{english ? one.meaning_en : one.meaning_zh}</dd>
          <dd className={styles["formula"]}>
            {one.formula} · {t("matches.source")} {one.source}
          </dd>
        </div>
      ))}
    </dl>
  );
}
