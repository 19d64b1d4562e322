/** The map as a drawing to keep: title, names, legend and date in one file that needs nothing else. */
import { widthOf } from "./layout/fitLabel";
import type { LegendEntry } from "./shading";

export interface Caption {
  title: string;
  date: string;
  legendTitle: string;
  legend: readonly LegendEntry[];
  unknown: string | null;
  ink: string;
  soft: string;
  paper: string;
}

const NAMESPACE = "http://www.w3.org/2000/svg";
const FONT = "'PingFang SC','HarmonyOS Sans SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif";
const HEAD = 96;
const ROW = 40;
const EDGE = 48;
const SWATCH = 24;
const LETTERS = 21;
const FADED = "0.2";
const DROPPED = ["tabindex", "role", "aria-label", "aria-pressed", "data-cell", "data-stroke", "data-size", "data-reach", "data-x", "data-y"];

function element(name: string, attributes: Record<string, string | number>, text = ""): SVGElement {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

const lengthOf = (text: string) => widthOf(text) * LETTERS;

/** Entries of the legend, in as many rows as they need. */
function legendRows(caption: Caption, width: number): { entries: { x: number; row: number; colour: string | null; label: string }[]; rows: number } {
  const all = [...(caption.unknown === null ? [] : [{ colour: null, label: caption.unknown }]), ...caption.legend];
  let x = EDGE + lengthOf(caption.legendTitle) + 36;
  let row = 0;
  const entries = all.map(({ colour, label }) => {
    const wide = SWATCH + 10 + lengthOf(label) + 28;
    if (x + wide > width - EDGE) {
      row += 1;
      x = EDGE;
    }
    const entry = { x, row, colour, label };
    x += wide;
    return entry;
  });
  return { entries, rows: row + 1 };
}

/** A copy of the drawing on the page, whole and with every name, under a title and above its legend. */
export function pictureOf(svg: SVGSVGElement, width: number, height: number, caption: Caption): { text: string; width: number; height: number } {
  const { entries, rows } = legendRows(caption, width);
  const foot = rows * ROW + 44;
  const tall = HEAD + height + foot;
  const copy = element("svg", { xmlns: NAMESPACE, viewBox: `0 0 ${width} ${tall}`, width, height: tall, "font-family": FONT });
  copy.append(element("title", {}, caption.title));
  copy.append(element("rect", { width, height: tall, fill: caption.paper }));
  const drawing = svg.querySelector("[data-camera]")?.cloneNode(true) as SVGElement;
  drawing.querySelectorAll("[data-overlay]").forEach((node) => node.remove());
  drawing.querySelectorAll("[data-names=unit]").forEach((node) => node.remove());
  drawing.querySelectorAll<SVGElement>("[data-stroke]").forEach((node) => node.setAttribute("stroke-width", node.dataset["stroke"] ?? "1"));
  drawing.querySelectorAll<SVGElement>("[data-name]").forEach((node) => {
    node.removeAttribute("display");
    node.setAttribute("transform", `translate(${node.dataset["x"] ?? 0} ${node.dataset["y"] ?? 0})`);
  });
  drawing.querySelectorAll("[data-names=theme]").forEach((node) => node.setAttribute("opacity", FADED));
  [drawing, ...drawing.querySelectorAll("*")].forEach((node) => DROPPED.forEach((name) => node.removeAttribute(name)));
  drawing.setAttribute("transform", `translate(0 ${HEAD})`);
  copy.append(drawing);

  copy.append(element("text", { x: EDGE, y: 66, "font-size": 40, "font-weight": 700, fill: caption.ink }, caption.title));
  copy.append(element("text", { x: width - EDGE, y: 66, "font-size": 20, "text-anchor": "end", fill: caption.soft }, caption.date));
  const base = HEAD + height + 24;
  copy.append(element("text", { x: EDGE, y: base + 8, "font-size": LETTERS, "font-weight": 700, fill: caption.ink }, caption.legendTitle));
  for (const { x, row, colour, label } of entries) {
    const y = base + row * ROW;
    const dashed: Record<string, string> = colour === null ? { fill: "none", "stroke-dasharray": "4 3" } : { fill: colour };
    copy.append(element("rect", { x, y: y - 11, width: SWATCH, height: SWATCH, rx: 6, stroke: caption.soft, "stroke-opacity": 0.6, ...dashed }));
    copy.append(element("text", { x: x + SWATCH + 10, y: y + 8, "font-size": LETTERS, fill: caption.ink }, label));
  }
  return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}`, width, height: tall };
}

/** At least as many pixels across as a large print needs. */
const PIXELS = 2_880;

export async function pngOf(picture: { text: string; width: number; height: number }): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([picture.text], { type: "image/svg+xml" }));
  try {
    const image = await new Promise<HTMLImageElement>((resolve, reject) => {
      const loading = new Image();
      loading.onload = () => resolve(loading);
      loading.onerror = () => reject(new Error("the drawing could not be read"));
      loading.src = url;
    });
    const scale = PIXELS / picture.width;
    const canvas = document.createElement("canvas");
    canvas.width = PIXELS;
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (blob === null) throw new Error("no picture was made");
    return blob;
  } finally {
    URL.revokeObjectURL(url);
  }
}
