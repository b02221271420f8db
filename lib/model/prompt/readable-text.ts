// Plain data as text that a model reads easily: like YAML, the same text for the same data.
import { MillraceError } from "../../errors/millrace-error.js";

const DEEPEST = 50;

/**
 * Data as text: scalars as they are, everything else in lines, with an indent for each level. Maps read as objects, sets as
 * lists, dates as ISO 8601; what has a `toJSON` speaks for itself; keys without a value are left out.
 *
 * @throws PROMPT_INVALID for what is no data: functions, bytes, an object that holds itself.
 */
export function readableText(value: unknown): string {
  const data = plainOf(value, 0);
  return typeof data === "string" ? data : linesOf(data).join("\n");
}

/** True for objects and lists, which are written in lines. */
export function isComposite(value: unknown): boolean {
  const data = plainOf(value, 0);
  return typeof data === "object" && data !== null;
}

type Plain = string | number | boolean | null | readonly Plain[] | ReadonlyMap<string, Plain>;

function plainOf(value: unknown, depth: number): Plain {
  if (depth > DEEPEST) throw notData("holds itself, or is nested too deeply");
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object") throw notData(`is a ${typeof value}`);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    throw notData("is bytes", "Attach it: image(…), audio(…) or file(…).");
  }
  if (value instanceof Promise) throw notData("is a promise", "Await it first.");
  if (value instanceof Map) return entriesOf([...value], depth);
  if (value instanceof Set || Array.isArray(value)) return [...value].map((item: unknown) => plainOf(item, depth + 1));
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === "function") return plainOf(toJSON.call(value), depth + 1);
  return entriesOf(Object.entries(value), depth);
}

function entriesOf(entries: readonly (readonly [unknown, unknown])[], depth: number): ReadonlyMap<string, Plain> {
  return new Map(
    entries.filter(([, value]) => value !== undefined).map(([key, value]) => [String(key), plainOf(value, depth + 1)]),
  );
}

function notData(what: string, hint?: string): MillraceError {
  return new MillraceError("PROMPT_INVALID", `A value in a prompt ${what}.`, hint === undefined ? {} : { hint });
}

function linesOf(data: Plain): string[] {
  if (isList(data)) return data.length === 0 ? ["[]"] : data.flatMap((item) => behind("-", item, true));
  if (data instanceof Map) {
    if (data.size === 0) return ["{}"];
    return [...(data as ReadonlyMap<string, Plain>)].flatMap(([key, value]) =>
      behind(`${keyText(key)}:`, value, false),
    );
  }
  return [scalarText(data as string | number | boolean | null)];
}

const isList = (data: Plain): data is readonly Plain[] => Array.isArray(data);

// A list below its key, an object in a list beside its dash, a text of several lines below a bar.
function behind(opening: string, data: Plain, inList: boolean): string[] {
  if (typeof data === "string" && data.includes("\n")) {
    return [`${opening} |`, ...data.split(/\r?\n/).map((line) => (line === "" ? "" : `  ${line}`))];
  }
  const lines = linesOf(data);
  const composite = isList(data) ? data.length > 0 : data instanceof Map && data.size > 0;
  if (!composite) return [`${opening} ${lines[0] ?? ""}`];
  const [first = "", ...rest] = lines;
  return inList ? [`${opening} ${first}`, ...indented(rest)] : [opening, ...indented(lines)];
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => (line === "" ? line : `  ${line}`));

function scalarText(scalar: string | number | boolean | null): string {
  return typeof scalar === "string" && needsQuotes(scalar) ? JSON.stringify(scalar) : String(scalar);
}

const keyText = (key: string): string => (needsQuotes(key) || key.includes("\n") ? JSON.stringify(key) : key);

/** What would read as a number, as a word with a meaning, or as the beginning of something else. */
function needsQuotes(text: string): boolean {
  if (text === "" || text.trim() !== text) return true;
  if (/^(?:true|false|null|~|yes|no|[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?)$/i.test(text)) return true;
  return /^[-?:](?:\s|$)|^[[\]{},#&*!|>'"%@`]|:(?:\s|$)|\s#|\p{Cc}/u.test(text);
}
