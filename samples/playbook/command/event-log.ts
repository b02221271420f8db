// One line for each event on the bus: when, which number, caused by which, what type, and the gist of its fields. Long
// texts and deep values are cut to a glance; whoever wants an event whole subscribes to it.

import { cutText } from "../report/wrap-text.js";

/** What the log needs to know of an event. */
export interface LoggedEvent {
  readonly id: string;
  readonly type: string;
  readonly timestamp: number;
  readonly causedBy: string | undefined;
  toJSON(): Record<string, unknown>;
}

const LONGEST_TEXT = 32;
const MOST_FIELDS = 6;
const DEEPEST = 1;
/** Ids kept to say by number which event caused another; older causes are shown as "earlier". */
const MOST_REMEMBERED = 100_000;
const IDENTITY = new Set(["type", "id", "timestamp", "causedBy", "derivedFrom"]);

/** Makes a function that turns the events of one run, in their order, into lines. */
export function createEventLog(startedAt: number): (event: LoggedEvent) => string {
  const numbers = new Map<string, number>();
  let count = 0;
  return (event) => {
    count += 1;
    if (numbers.size < MOST_REMEMBERED) numbers.set(event.id, count);
    const cause = event.causedBy === undefined ? "" : ` <- ${numbers.get(event.causedBy)?.toString() ?? "earlier"}`;
    const elapsed = `${Math.max(0, Math.round(event.timestamp - startedAt))} ms`;
    const fields = Object.entries(event.toJSON()).filter(([key]) => !IDENTITY.has(key));
    return `${elapsed.padStart(8)}  ${`${count}${cause}`.padEnd(12)}  ${event.type.padEnd(22)}  ${describeFields(fields, 0)}`.trimEnd();
  };
}

function describeFields(fields: readonly (readonly [string, unknown])[], depth: number): string {
  const told = fields.filter(([, value]) => value !== undefined);
  const shown = told.slice(0, MOST_FIELDS).map(([key, value]) => `${key}: ${describeValue(value, depth)}`);
  return told.length > MOST_FIELDS ? `${shown.join(", ")}, …` : shown.join(", ");
}

function describeValue(value: unknown, depth: number): string {
  if (typeof value === "string") return describeText(value);
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const fields = Object.entries(value);
  if (depth >= DEEPEST) return `{${fields.length}}`;
  return `{ ${describeFields(fields, depth + 1)} }`;
}

function describeText(text: string): string {
  const line = JSON.stringify(text.slice(0, 4 * LONGEST_TEXT).replace(/\s+/gu, " "));
  const cut = cutText(line, LONGEST_TEXT);
  return cut === line && text.length <= 4 * LONGEST_TEXT ? line : `${cut} (${text.length})`;
}
