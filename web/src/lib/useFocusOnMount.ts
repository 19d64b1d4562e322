import { useEffect, useRef } from "react";

/** An editor opened by a press takes the focus, so that typing goes on there. */
export function useFocusOnMount<T extends { focus: () => void }>() {
  const target = useRef<T>(null);
  useEffect(() => target.current?.focus(), []);
  return target;
}
