import { saveBlob } from "./saveBlob";

/** Hand a JSON document to the browser's downloads. */
export function saveJson(data: unknown, name: string): void {
  saveBlob(new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }), name);
}
