import { useAppearance } from "../../app/appearance";
import { useMediaQuery } from "../../lib/useMediaQuery";

/** Whether the app is shown dark now. */
export function useDark(): boolean {
  const appearance = useAppearance();
  const system = useMediaQuery("(prefers-color-scheme: dark)");
  return appearance === "dark" || (appearance === "system" && system);
}
