/** A sheet of the dashboard: its name, what is said about it, its table to download. */
import { DownloadOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { tableAddress } from "../../api/matchQuality";
import { classes } from "../../lib/classes";
import { Term } from "./definitions";
import styles from "./Panel.module.css";
import type { MatchAddress } from "./useMatchAddress";

interface Props {
  title: string;
  definition?: string;
  lead?: ReactNode;
  csv?: string;
  address: MatchAddress;
  wide?: boolean;
  /** Not for paper. */
  onScreen?: boolean;
  extra?: ReactNode;
  testId?: string;
  children: ReactNode;
}

export function Panel({ title, definition, lead, csv, address, wide = false, onScreen = false, extra, testId, children }: Props) {
  const { t } = useTranslation();
  return (
    <section className={classes(styles["panel"], wide && styles["wide"], onScreen && styles["onScreen"])} aria-label={title} data-testid={testId}>
      <header className={styles["head"]}>
        <h2>{definition === undefined ? title : <Term id={definition}>{title}</Term>}</h2>
        {extra}
        {csv !== undefined && (
          <a className={styles["csv"]} href={tableAddress(csv, address.range, address.form)} download aria-label={t("matches.csv_of", { title })}>
            <DownloadOutlined aria-hidden /> {t("matches.csv")}
          </a>
        )}
      </header>
      {lead !== undefined && <p className={styles["lead"]}>{lead}</p>}
      {children}
    </section>
  );
}
