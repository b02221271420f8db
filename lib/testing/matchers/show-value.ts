// Values and events on one line, for the messages of failures.
import { BaseEvent } from "../../event/base-event.js";
import { isAsymmetric } from "./difference.js";

const MAX_TEXT = 60;
const MAX_LINE = 110;
const MAX_DEPTH = 4;
const MAX_PARTS = 8;
const MAX_EVENTS = 40;

/** A value as it would be written in a spec, cut where it is long. Never throws. */
export function showValue(value: unknown, depth = 0): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(cut(value, MAX_TEXT));
    case "bigint":
      return `${String(value)}n`;
    case "function":
      return value.name === "" ? "a function" : value.name;
    case "object":
      return value === null ? "null" : showSafely(value, depth);
    default:
      return String(value);
  }
}

function showSafely(value: object, depth: number): string {
  try {
    return showObject(value, depth);
  } catch {
    return "(unreadable)";
  }
}

function showObject(value: object, depth: number): string {
  if (isAsymmetric(value)) return showAsymmetric(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Error) return cut(`${value.name}: ${value.message}`, MAX_LINE);
  if (value instanceof Uint8Array) return `${String(value.length)} bytes`;
  if (depth >= MAX_DEPTH) return "…";
  if (Array.isArray(value)) return `[${showParts(value, (item) => showValue(item, depth + 1))}]`;
  if (value instanceof Map) return `Map${showObject([...value], depth)}`;
  if (value instanceof Set) return `Set${showObject([...value], depth)}`;
  const name = value instanceof BaseEvent ? `${labelOf(value)} ` : "";
  const fields = showFields(value, depth + 1);
  return `${name}${fields === "" ? "{}" : `{ ${fields} }`}`;
}

// What runners call their own: `Any<String>`.
function showAsymmetric(matcher: object): string {
  const { toAsymmetricMatcher } = matcher as { toAsymmetricMatcher?: unknown };
  const shown: unknown = typeof toAsymmetricMatcher === "function" ? toAsymmetricMatcher.call(matcher) : matcher;
  return typeof shown === "string" ? shown : matcher.constructor.name;
}

/** The fields of an object that have a value: `name: "search", retries: 1`. */
export function showFields(value: object, depth = 0): string {
  const fields = Object.entries(value).filter(([, part]) => part !== undefined && typeof part !== "function");
  return showParts(fields, ([key, part]) => `${key}: ${showValue(part, depth)}`);
}

function showParts<T>(parts: readonly T[], show: (part: T) => string): string {
  const shown = parts.slice(0, MAX_PARTS).map(show);
  const rest = parts.length - shown.length;
  return [...shown, ...(rest > 0 ? [`… ${String(rest)} more`] : [])].join(", ");
}

/** The type of an event, or the name of its class where that has no type of its own. */
export function labelOf(event: BaseEvent): string {
  return event.type === "event" ? event.constructor.name || "(anonymous)" : event.type;
}

/** An event on one line: its type, and its fields as far as there is room. */
export function showEvent(event: BaseEvent): string {
  return cut(`${labelOf(event)}  ${showFields(event)}`.trimEnd(), MAX_LINE);
}

/**
 * Events, one line each, numbered from 1; those that `isMarked` picks have a `>`. Of many events those around the marked
 * ones are left out last.
 */
export function showEvents(
  events: readonly BaseEvent[],
  isMarked: (event: BaseEvent, index: number) => boolean = () => false,
): string {
  const width = String(events.length).length;
  const lines: string[] = [];
  let skipped = 0;
  const flush = (): void => {
    if (skipped > 0) lines.push(`  ${" ".repeat(width)} … ${String(skipped)} more`);
    skipped = 0;
  };
  const shown = shownIndexes(events, isMarked);
  events.forEach((event, index) => {
    if (!shown.has(index)) {
      skipped++;
      return;
    }
    flush();
    lines.push(`${isMarked(event, index) ? ">" : " "} ${String(index + 1).padStart(width)} ${showEvent(event)}`);
  });
  flush();
  return lines.join("\n");
}

function shownIndexes(
  events: readonly BaseEvent[],
  isMarked: (event: BaseEvent, index: number) => boolean,
): ReadonlySet<number> {
  const indexes = events.map((_, index) => index);
  if (events.length <= MAX_EVENTS) return new Set(indexes);
  const marked = indexes.filter((index) => isMarked(events[index] as BaseEvent, index));
  const edges = indexes.filter((index) => index < MAX_EVENTS / 4 || index >= events.length - MAX_EVENTS / 4);
  return new Set([...marked.slice(0, MAX_EVENTS / 2), ...edges]);
}

/** Text of at most so many UTF-16 units, not cut inside of a character. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/u, "")}…`;
}
