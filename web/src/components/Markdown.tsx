/** Lessons and answers: Markdown with formulas, no raw HTML, no picture from elsewhere. */
import "katex/dist/katex.min.css";

import ReactMarkdown, { type Components } from "react-markdown";
import rehypeKatex from "rehype-katex";
import remarkMath from "remark-math";
import type { PluggableList } from "unified";

import { dollarMath } from "../lib/mathText";
import styles from "./Markdown.module.css";
import { rehypeStops } from "./rehypeStops";
import { remarkTables } from "./remarkTables";

const REMARK = [remarkMath, remarkTables];
const REHYPE: PluggableList = [[rehypeKatex, { strict: "ignore", trust: false }], rehypeStops];

/** The page has the one h1; a lesson's own headings start below it. */
const COMPONENTS: Components = {
  h1: ({ children }) => <h2>{children}</h2>,
  a: ({ children, href }) => (
    <a href={href} rel="noreferrer noopener" target="_blank">
      {children}
    </a>
  ),
  img: ({ src, alt }) => (typeof src === "string" && src.startsWith("/") ? <img src={src} alt={alt ?? ""} /> : null),
};

export function Markdown({ text }: { text: string }) {
  return (
    <div className={styles["markdown"]}>
      <ReactMarkdown remarkPlugins={REMARK} rehypePlugins={REHYPE} components={COMPONENTS}>
        {dollarMath(text)}
      </ReactMarkdown>
    </div>
  );
}
