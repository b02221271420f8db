// Goldens as text: JSON with an event on each line, broken further only where a line would be long.
import { MillraceError } from "../../errors/millrace-error.js";
import { isPlainObject } from "../matchers/difference.js";
import { Tie } from "./tie.js";

/** What can stand in a golden. */
export type GoldenValue =
  null | boolean | number | string | Tie | readonly GoldenValue[] | { readonly [field: string]: GoldenValue };

/** One event of a golden: its name, its cause, and its fields, in the order of the event. */
export interface GoldenEntry {
  readonly id: Tie;
  readonly [field: string]: GoldenValue;
}

/** An event of a golden that was read: names are texts again. */
export interface GoldenLine {
  readonly id: string;
  readonly [field: string]: GoldenValue;
}

const WIDTH = 110;

/** Writes a golden. */
export function printGolden(entries: readonly GoldenEntry[]): string {
  if (entries.length === 0) return "[]";
  return `[\n${entries.map((entry) => `  ${print(entry, "  ")}`).join(",\n")}\n]`;
}

/** One event of a golden on one line. */
export function printEntry(entry: GoldenEntry | GoldenLine): string {
  return inline(entry);
}

function print(value: GoldenValue, indent: string): string {
  const line = inline(value);
  if (indent.length + line.length <= WIDTH || typeof value !== "object" || value === null || value instanceof Tie)
    return line;
  const deeper = `${indent}  `;
  const block = (parts: readonly string[], [open, close]: string): string =>
    `${open ?? ""}\n${parts.map((part) => deeper + part).join(",\n")}\n${indent}${close ?? ""}`;
  if (isList(value))
    return block(
      value.map((item) => print(item, deeper)),
      "[]",
    );
  return block(
    Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${print(part, deeper)}`),
    "{}",
  );
}

function inline(value: GoldenValue): string {
  if (typeof value !== "object" || value === null || value instanceof Tie) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(inline).join(", ")}]`;
  const fields = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${inline(part)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** The form of a name: what it is of, and its number. */
const NAME = /^.+#[1-9]\d*$/u;

/** True for text that may be a name; texts of users may look like one, too. */
export function looksLikeName(text: string): boolean {
  return NAME.test(text);
}

/**
 * Reads a golden.
 *
 * @throws OPTION_INVALID for what is none.
 */
export function parseGolden(golden: unknown): readonly GoldenLine[] {
  let lines: unknown;
  try {
    lines = typeof golden === "string" ? JSON.parse(golden) : undefined;
  } catch (cause) {
    throw noGolden("its text is no JSON", cause);
  }
  if (!Array.isArray(lines)) throw noGolden("it is no list of events");
  const broken = lines.findIndex((line) => !isPlainObject(line) || !looksLikeName(String(line["id"])));
  if (broken !== -1) throw noGolden(`its event ${String(broken + 1)} has no id such as "tool.call#1"`);
  return lines as readonly GoldenLine[];
}

function noGolden(why: string, cause?: unknown): MillraceError {
  return new MillraceError("OPTION_INVALID", `toMatchGolden was given no golden: ${why}.`, {
    hint: "Pass the text that goldenOf(record) gave.",
    ...(cause === undefined ? {} : { cause }),
  });
}

function isList(value: object): value is readonly GoldenValue[] {
  return Array.isArray(value);
}
