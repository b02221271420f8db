// Whether events match a golden, and where they first do not.
import type { BaseEvent } from "../../event/base-event.js";
import { type Difference, differenceOf } from "../matchers/difference.js";
import { showDifference } from "../matchers/event-pattern.js";
import type { MatcherVerdict } from "../matchers/recorded.js";
import { cut } from "../matchers/show-value.js";
import { matchCausally } from "./causal-match.js";
import { goldenEntries } from "./golden-of.js";
import { checkGoldenOptions, type MatchGoldenOptions } from "./golden-options.js";
import { type GoldenEntry, type GoldenLine, parseGolden, printEntry } from "./golden-text.js";
import { type Departure, goldenRule } from "./golden-rule.js";
import type { Tie } from "./tie.js";

/**
 * The verdict of `toMatchGolden`.
 *
 * @throws OPTION_INVALID for what is no golden, and for options that mean nothing.
 */
export function goldenVerdict(
  events: readonly BaseEvent[],
  golden: string,
  options: MatchGoldenOptions,
): MatcherVerdict {
  checkGoldenOptions("toMatchGolden", options);
  const lines = parseGolden(golden);
  const entries = goldenEntries(events, options);
  const match = options.order === "causal" ? matchCausally : matchInOrder;
  const departure = match(lines, entries, options);
  if (!departure) return { pass: true, message: () => "expected the events not to match the golden, and they do" };
  return { pass: false, message: () => explain(lines, entries, departure) };
}

function matchInOrder(
  lines: readonly GoldenLine[],
  entries: readonly GoldenEntry[],
  options: MatchGoldenOptions,
): Departure | undefined {
  const isSameName = (golden: string, recorded: Tie): boolean => golden === String(recorded);
  for (let at = 0; at < Math.max(lines.length, entries.length); at++) {
    const entry = entries[at];
    if (at >= lines.length || !entry) {
      return { golden: at < lines.length ? at : undefined, recorded: entry ? at : undefined };
    }
    const difference = differenceOf(lines[at], entry, goldenRule(entry.id.kind, options, isSameName));
    if (difference) return { golden: at, recorded: at, difference };
  }
  return undefined;
}

const CONTEXT = 2;
const MAX_LINE = 140;

function explain(
  lines: readonly GoldenLine[],
  entries: readonly GoldenEntry[],
  { golden, recorded, difference }: Departure,
): string {
  const width = String(Math.max(lines.length, entries.length)).length;
  const show = (list: readonly (GoldenLine | GoldenEntry)[], sign: string, at: number): string =>
    `${sign} ${String(at + 1).padStart(width)} ${cut(printEntry(list[at] as GoldenEntry), MAX_LINE)}`;
  const around = (from: number, to: number): readonly string[] =>
    lines.flatMap((_, at) => (at >= from && at < to ? [show(lines, " ", at)] : []));
  const place = golden ?? lines.length;
  const parts = [
    ...around(place - CONTEXT, place),
    ...(golden === undefined ? [] : [show(lines, "-", golden)]),
    ...(recorded === undefined ? [] : [show(entries, "+", recorded)]),
    ...(difference === undefined ? [] : [`    ${showDifference(readable(difference))}`]),
    ...around(place + 1, place + 1 + CONTEXT),
  ];
  const counts = `${String(lines.length)} in the golden (-), ${String(entries.length)} recorded (+)`;
  return [titleOf({ golden, recorded }), `events: ${counts}`, "", ...parts].join("\n");
}

function titleOf({ golden, recorded }: Departure): string {
  if (golden === undefined) return "expected the events to match the golden, and there is one that it does not have";
  const place = `event ${String(golden + 1)} of it`;
  if (recorded === undefined) return `expected the events to match the golden, and ${place} is missing`;
  return `expected the events to match the golden, and the first difference is at ${place}`;
}

// Names are objects while they are compared; people read them as text.
function readable({ path, expected, actual }: Difference): Difference {
  return { path, expected: plain(expected), actual: plain(actual) };
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
