// A path in an answer as text, written the way that the items of its JSON write theirs.
import type { PathSegment } from "../json/json-item.js";

const NEEDS_QUOTES = /[.[\]"]|^$/;

/** Dots and brackets: `items[0].name`; `""` is the root. Keys with dots, brackets or quotes stand as `["a.b"]`. */
export function pathText(segments: readonly PathSegment[]): string {
  let text = "";
  for (const segment of segments) {
    if (typeof segment === "number") text += `[${String(segment)}]`;
    else if (NEEDS_QUOTES.test(segment)) text += `[${JSON.stringify(segment)}]`;
    else text += text === "" ? segment : `.${segment}`;
  }
  return text;
}
