/** Nobody answers: look again when the network returns, and every few seconds, until the service does. */
import { useEffect } from "react";

import { api, take } from "./client";

const LOOK_EVERY_MS = 5_000;

export function useWhenBack(waiting: boolean, onBack: () => void): void {
  useEffect(() => {
    if (!waiting) return;
    const look = () => {
      take(api.GET("/api/service")).then(onBack, () => undefined);
    };
    const timer = window.setInterval(look, LOOK_EVERY_MS);
    window.addEventListener("online", look);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener("online", look);
    };
  }, [waiting, onBack]);
}
