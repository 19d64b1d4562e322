import { useLayoutEffect, useState, type RefObject } from "react";

/** The size of an element on the page, followed as it changes. */
export function useSize(element: RefObject<HTMLElement | null>, there = true): { width: number; height: number } | null {
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return undefined;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = box;
      if (width > 0 && height > 0) setSize((last) => (last?.width === width && last.height === height ? last : { width, height }));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(box);
    return () => watch.disconnect();
  }, [element, there]);
  return size;
}
