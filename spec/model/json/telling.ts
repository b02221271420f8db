/** What a reader tells, as short lines: `+ a "x"` grows, `= a "x"` is done, `! comment 3` is repaired. */
import type { JsonItem, JsonOutcome } from "../../../lib/model/json/json-item.js";
import { JsonReader, type JsonReaderOptions } from "../../../lib/model/json/json-reader.js";

const root = "(root)";

export function line(item: JsonItem): string {
  switch (item.kind) {
    case "delta":
      return `+ ${item.path} ${JSON.stringify(item.delta)}`;
    case "done":
      return `= ${item.path || root} ${JSON.stringify(item.value)}`;
    case "truncated":
      return `~ ${item.path || root} ${JSON.stringify(item.value)}`;
    case "repair":
      return `! ${item.repair} ${item.position}`;
    case "reset":
    case "discarded":
      return `${item.kind} ${item.path || root}`;
  }
}

/** All items, those of the end included, and what it came to. */
export function readItems(
  chunks: readonly string[],
  options?: JsonReaderOptions,
): { readonly items: readonly JsonItem[]; readonly outcome: JsonOutcome } {
  const reader = new JsonReader(options);
  const items = chunks.flatMap((chunk) => reader.write(chunk));
  const { items: last, outcome } = reader.end();
  return { items: [...items, ...last], outcome };
}

/** The lines of each chunk, then those of the end. */
export function linesByChunk(chunks: readonly string[], options?: JsonReaderOptions): string[][] {
  const reader = new JsonReader(options);
  return [...chunks.map((chunk) => reader.write(chunk).map(line)), reader.end().items.map(line)];
}

/** All lines of a text that comes at once. */
export function lines(text: string, options?: JsonReaderOptions): string[] {
  return readItems([text], options).items.map(line);
}

/** The lines with neighbouring deltas of one path made one: what does not depend on the cuts. */
export function merged(items: readonly JsonItem[]): string[] {
  const told: string[] = [];
  let open: { readonly path: string; text: string } | undefined;
  const close = (): void => {
    if (open !== undefined) told.push(`+ ${open.path} ${JSON.stringify(open.text)}`);
    open = undefined;
  };
  for (const item of items) {
    if (item.kind === "delta" && open?.path === item.path) {
      open.text += item.delta;
      continue;
    }
    close();
    if (item.kind === "delta") open = { path: item.path, text: item.delta };
    else told.push(item.kind === "done" ? `${line(item)} ${item.provenance} ${item.raw ?? ""}` : line(item));
  }
  close();
  return told;
}

/** The text in pieces: the sizes are taken in turn. */
export function cut(text: string, sizes: readonly number[]): string[] {
  const chunks: string[] = [];
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(text.slice(at, at + size));
    at += size;
  }
  return chunks;
}
