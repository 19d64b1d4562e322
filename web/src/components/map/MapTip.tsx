/** What the mouse, or the keyboard, is over. */
import styles from "./MapTip.module.css";

interface Props {
  at: readonly [number, number];
  name: string;
  place: string;
  words: string;
  width: number;
}

const HALF = 130;

export function MapTip({ at, name, place, words, width }: Props) {
  const left = Math.min(Math.max(at[0], HALF + 8), Math.max(HALF + 8, width - HALF - 8));
  const below = at[1] < 130;
  return (
    <div className={styles["tip"]} style={{ left, top: at[1] + (below ? 34 : -34), transform: `translate(-50%, ${below ? 0 : -100}%)` }} aria-hidden>
      <strong>{name}</strong>
      <span>{place}</span>
      {words !== "" && <span>{words}</span>}
    </div>
  );
}
