// One line for each event on the bus: when, which number, caused by which, what type, and the gist of its fields. Long
// texts and deep values are cut to a glance; whoever wants an event whole subscribes to it.

import { cutText } from "../report/wrap-text.js";

/** What the log needs to know of an event. */
export interface LoggedEvent {
  readonly id: string;
  readonly type: string;
  readonly causedBy: string | undefined;
  toJSON(): Record<string, unknown>;
}

export interface EventLogOptions {
  /** Milliseconds since the run began. */
  readonly elapsed: () => number;
  /** Columns of a line. */
  readonly width: number;
}

const LONGEST_TEXT = 32;
const MOST_FIELDS = 6;
const DEEPEST = 1;
/** Ids kept to say by number which event caused another; older causes are shown as "earlier". */
const MOST_REMEMBERED = 100_000;
/** Told in columns of their own, or by the order of the lines. */
const TOLD_ELSEWHERE = new Set(
  "type id timestamp causedBy derivedFrom flow execution requestId attempt seq segments wildcard indexes".split(" "),
);

/** Makes a function that turns the events of one run, in their order, into lines. */
export function createEventLog({ elapsed, width }: EventLogOptions): (event: LoggedEvent) => string {
  const numbers = new Map<string, number>();
  const [executions, requests] = [new Map<unknown, number>(), new Map<unknown, number>()];
  let count = 0;
  return (event) => {
    count += 1;
    if (numbers.size < MOST_REMEMBERED) numbers.set(event.id, count);
    const fields = event.toJSON();
    const run = runOf(fields, executions, requests);
    const cause = event.causedBy === undefined ? "" : ` <- ${numbers.get(event.causedBy)?.toString() ?? "earlier"}`;
    const columns = [
      `${elapsed().toFixed(0)} ms`.padStart(8),
      `${count}${cause}`.padEnd(12),
      run.padEnd(11),
      event.type.padEnd(24),
      describeFields(
        Object.entries(fields).filter((field) => isTold(field, fields)),
        0,
      ),
    ];
    return cutText(columns.join("  ").trimEnd(), width);
  };
}

/** Which run of a flow, or which attempt of which request, an event belongs to. */
function runOf(
  { flow, execution, requestId, attempt }: Readonly<Record<string, unknown>>,
  executions: Map<unknown, number>,
  requests: Map<unknown, number>,
): string {
  if (execution !== undefined) return `${String(flow)} ${numberIn(executions, execution)}`;
  if (requestId === undefined) return "";
  return `request ${numberIn(requests, requestId)}${typeof attempt === "number" && attempt > 1 ? `.${attempt}` : ""}`;
}

function numberIn(seen: Map<unknown, number>, id: unknown): number {
  const number = seen.get(id) ?? seen.size + 1;
  seen.set(id, number);
  return number;
}

/** Empty lists say nothing, and a node is named once where it is called like its chunk. */
function isTold([key, value]: readonly [string, unknown], fields: Readonly<Record<string, unknown>>): boolean {
  if (TOLD_ELSEWHERE.has(key) || (Array.isArray(value) && value.length === 0)) return false;
  return key !== "node" || value !== fields["chunk"];
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
