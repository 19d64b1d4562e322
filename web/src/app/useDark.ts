import { useMediaQuery } from "../lib/useMediaQuery";
import { useAppearance } from "./appearance";

/** Whether the app is shown dark now. */
export function useDark(): boolean {
  const appearance = useAppearance();
  const system = useMediaQuery("(prefers-color-scheme: dark)");
  return appearance === "dark" || (appearance === "system" && system);
}
