import { classes } from "../lib/classes";
import styles from "./Portrait.module.css";

interface Props {
  name: string;
  size: number;
}

/** A person's family name on a soft disc: no photographs are kept. */
export function Portrait({ name, size }: Props) {
  const tone = ((name.codePointAt(0) ?? 0) + name.length) % 2 === 0 ? "brand" : "second";
  return (
    <span
      aria-hidden
      className={classes(styles["portrait"], styles[tone])}
      style={{ width: size, height: size, fontSize: size * 0.42 }}
    >
      {name.slice(0, 1)}
    </span>
  );
}
