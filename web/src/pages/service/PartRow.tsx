import { CheckCircleFilled, ClockCircleFilled, CloseCircleFilled, SyncOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { Part } from "../../api/types";
import { usePartName } from "../../components/usePartName";
import { classes } from "../../lib/classes";
import styles from "./ServicePage.module.css";

const ICONS = {
  ready: CheckCircleFilled,
  warming: ClockCircleFilled,
  restarting: SyncOutlined,
  down: CloseCircleFilled,
};

export function PartRow({ part }: { part: Part }) {
  const { t } = useTranslation();
  const partName = usePartName();
  const Icon = ICONS[part.state];
  return (
    <li className={styles["part"]} data-testid={`part-${part.name}`}>
      <Icon aria-hidden className={classes(styles["icon"], styles[part.state])} />
      <span className={styles["name"]}>{partName(part.name)}</span>
      <span className={styles["state"]}>{t(`part_state.${part.state}`)}</span>
      <span className={styles["detail"]}>{part.detail}</span>
    </li>
  );
}
