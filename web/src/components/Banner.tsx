/** One calm line above the content. */
import { BulbOutlined, ClockCircleOutlined, DisconnectOutlined, SafetyOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";

import { classes } from "../lib/classes";
import styles from "./Banner.module.css";

interface Props {
  tone: "info" | "warn" | "calm" | "privacy";
  children: ReactNode;
}

const ICONS = { info: BulbOutlined, warn: DisconnectOutlined, calm: ClockCircleOutlined, privacy: SafetyOutlined };

export function Banner({ tone, children }: Props) {
  const Icon = ICONS[tone];
  return (
    <div className={classes(styles["banner"], styles[tone])}>
      <Icon className={styles["icon"]} aria-hidden />
      <div>{children}</div>
    </div>
  );
}
