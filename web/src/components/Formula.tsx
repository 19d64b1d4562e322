import "katex/dist/katex.min.css";

import katex from "katex";
import { useMemo } from "react";

interface Props {
  source: string;
  display: boolean;
  /** Set inside its first and its last part, so that no line ends with the one or begins with the other. */
  bracket?: string | undefined;
  stop?: string | undefined;
}

/** How KaTeX's first part starts, and the ends of its last part, of its visible half and of the formula. */
const FIRST = '<span class="base">';
const ENDS = "</span></span></span>";

function mark(text: string): string {
  return text === "" ? "" : `<span class="formula-mark">${text}</span>`;
}

function marked(html: string, bracket: string, stop: string): string {
  const start = html.indexOf(FIRST) + FIRST.length;
  if (start < FIRST.length || !html.endsWith(ENDS)) return mark(bracket) + html + mark(stop);
  return html.slice(0, start) + mark(bracket) + html.slice(start, -ENDS.length) + mark(stop) + ENDS;
}

/** One formula; KaTeX escapes what it does not understand, and says nothing harmful is trusted. */
export function Formula({ source, display, bracket = "", stop = "" }: Props) {
  const html = useMemo(() => {
    const formula = katex.renderToString(source, {
      displayMode: display,
      throwOnError: false,
      trust: false,
      strict: "ignore",
    });
    return marked(formula, bracket, stop);
  }, [source, display, bracket, stop]);
  return <span dangerouslySetInnerHTML={{ __html: html }} />;
}
