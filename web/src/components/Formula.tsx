import "katex/dist/katex.min.css";

import katex from "katex";
import { useMemo } from "react";

interface Props {
  source: string;
  display: boolean;
}

/** One formula; KaTeX escapes what it does not understand, and says nothing harmful is trusted. */
export function Formula({ source, display }: Props) {
  const html = useMemo(
    () => katex.renderToString(source, { displayMode: display, throwOnError: false, trust: false, strict: "ignore" }),
    [source, display],
  );
  return <span dangerouslySetInnerHTML={{ __html: html }} />;
}
