// Matchers for what a stream has sent: `expect.extend(eventMatchers)`. Plain functions, so that no test runner is loaded.
import type { BaseEvent } from "../../event/base-event.js";
import type { EventConstructor } from "../../event/event-statics.js";
import type { FilterInput } from "../../filter/filter.js";
import type { FieldMatch } from "../../filter/where.js";
import { checkCount } from "../../primitives/check-count.js";
import { goldenVerdict } from "../golden/golden-verdict.js";
import type { MatchGoldenOptions } from "../golden/golden-options.js";
import { causalLinks } from "./causal-links.js";
import {
  type CheckedPatterns,
  type EventPattern,
  readPattern,
  type ReadPattern,
  readPatterns,
} from "./event-pattern.js";
import { emittedInstead, eventsOf, type MatcherVerdict, type RecordedEvents } from "./recorded.js";
import { showEvent } from "./show-value.js";

/**
 * The matchers as `expect(record)` shows them, on a record of `recordEvents` or a list of events. `R` is what they return:
 * nothing in vitest.
 *
 * Events are named in every form that `where` takes as one argument, or by a class and some of its fields, in which
 * asymmetric matchers (`expect.any(String)`) may stand. Importing `millrace/testing/vitest` puts them into vitest and its
 * types; under another runner, pass {@link eventMatchers} to its `expect.extend`.
 *
 * They throw EVENT_EXPECTED for what holds no events, FILTER_INVALID for what names none, and OPTION_INVALID for lists that
 * are too short and counts that are none.
 */
export interface EventMatchers<R = void> {
  /** At least one event of the class has these fields: `toHaveEmitted(ToolCall, { name: "search" })`. */
  toHaveEmitted<T extends EventConstructor<BaseEvent>>(event: T, fields: FieldMatch<InstanceType<T>>): R;
  /** At least one event passes. */
  toHaveEmitted(filter: FilterInput | bigint): R;
  /** Exactly so many events of the class have these fields. */
  toHaveEmittedTimes<T extends EventConstructor<BaseEvent>>(
    count: number,
    event: T,
    fields: FieldMatch<InstanceType<T>>,
  ): R;
  /** Exactly so many events pass. */
  toHaveEmittedTimes(count: number, filter: FilterInput | bigint): R;
  /**
   * Different events match the list one after the other, in the order of the record, whatever stands between them:
   * `toHaveEmittedInOrder([Asked, [ToolCall, { name: "search" }], Answered])`.
   */
  toHaveEmittedInOrder<const P extends readonly EventPattern[]>(patterns: P & CheckedPatterns<P>): R;
  /**
   * Each of the list was caused by the one before it, directly or through others: `toHaveCausalChain([Asked, Answered])`
   * says that some `Answered` was sent by a handler of an `Asked`, or by a handler of what that one sent, and so on.
   * Reads `causedBy`, so that events that merely follow each other do not pass. A cause that was not recorded ends a chain.
   */
  toHaveCausalChain<const P extends readonly EventPattern[]>(patterns: P & CheckedPatterns<P>): R;
  /** The events match what `goldenOf` once gave for such a stream; see {@link MatchGoldenOptions}. */
  toMatchGolden(golden: string, options?: MatchGoldenOptions): R;
}

/**
 * Matchers for events, in the form that `expect.extend` takes in vitest and jest. Their types are {@link EventMatchers}.
 *
 * ```ts
 * import { eventMatchers, recordEvents } from "millrace/testing";
 * expect.extend(eventMatchers);                       // or, in vitest: import "millrace/testing/vitest"
 *
 * using record = recordEvents(stream);
 * await stream.send(new Asked({ text: "where?" }));
 * expect(record).toHaveEmitted(Answered, { text: expect.any(String) });
 * expect(record).toHaveCausalChain([Asked, Answered]);
 * ```
 */
export const eventMatchers = {
  toHaveEmitted,
  toHaveEmittedTimes,
  toHaveEmittedInOrder,
  toHaveCausalChain,
  toMatchGolden,
};

function toHaveEmitted(recorded: RecordedEvents, pattern: unknown, fields?: unknown): MatcherVerdict {
  const events = eventsOf(recorded, "toHaveEmitted");
  const wanted = readPattern(pattern, fields);
  const matches = (event: BaseEvent): boolean => wanted.matches(event);
  return verdict(
    events.some(matches),
    () => [`expected ${wanted.text} to be emitted`, nearMisses(events, wanted), emittedInstead(events)],
    () => [`expected ${wanted.text} not to be emitted`, emittedInstead(events, matches)],
  );
}

function toHaveEmittedTimes(
  recorded: RecordedEvents,
  count: number,
  pattern: unknown,
  fields?: unknown,
): MatcherVerdict {
  const events = eventsOf(recorded, "toHaveEmittedTimes");
  checkCount("count", count, 0);
  const wanted = readPattern(pattern, fields);
  const matches = (event: BaseEvent): boolean => wanted.matches(event);
  const found = events.filter(matches).length;
  const times = `${String(count)} ${count === 1 ? "time" : "times"}`;
  return verdict(
    found === count,
    () => [
      `expected ${wanted.text} to be emitted ${times}, and it was emitted ${String(found)} times`,
      found < count ? nearMisses(events, wanted) : "",
      emittedInstead(events, matches),
    ],
    () => [`expected ${wanted.text} not to be emitted ${times}`, emittedInstead(events, matches)],
  );
}

function toHaveEmittedInOrder(recorded: RecordedEvents, patterns: unknown): MatcherVerdict {
  const events = eventsOf(recorded, "toHaveEmittedInOrder");
  const wanted = readPatterns("toHaveEmittedInOrder", patterns, 1);
  const places = placesInOrder(events, wanted);
  const isPlace = (_: BaseEvent, index: number): boolean => places.includes(index);
  return verdict(
    places.length === wanted.length,
    () => [
      orderOf("expected in this order", wanted, places),
      whyNoNext(events, wanted, places),
      emittedInstead(events, isPlace),
    ],
    () => [orderOf("expected not in this order", wanted, places), emittedInstead(events, isPlace)],
  );
}

function toHaveCausalChain(recorded: RecordedEvents, patterns: unknown): MatcherVerdict {
  const events = eventsOf(recorded, "toHaveCausalChain");
  const wanted = readPatterns("toHaveCausalChain", patterns, 2);
  const chain = causalChain(events, wanted);
  const isLink = (event: BaseEvent): boolean => chain?.includes(event) === true;
  const title = wanted.map(({ text }) => text).join(" → ");
  return verdict(
    chain !== undefined,
    () => [`expected a chain of causes: ${title}`, whyNoChain(events, wanted), emittedInstead(events)],
    () => [`expected no chain of causes: ${title}`, emittedInstead(events, isLink)],
  );
}

function toMatchGolden(recorded: RecordedEvents, golden: string, options: MatchGoldenOptions = {}): MatcherVerdict {
  return goldenVerdict(eventsOf(recorded, "toMatchGolden"), golden, options);
}

function verdict(pass: boolean, failed: () => readonly string[], passed: () => readonly string[]): MatcherVerdict {
  return { pass, message: () => (pass ? passed() : failed()).filter((part) => part !== "").join("\n\n") };
}

const MAX_MISSES = 3;

/** The events that were nearly it, those with the fewest differences first. */
function nearMisses(events: readonly BaseEvent[], wanted: ReadPattern): string {
  const misses = events
    .map((event, index) => ({ event, index, reasons: wanted.matches(event) ? undefined : wanted.whyNot(event) }))
    .filter(({ reasons }) => reasons !== undefined && reasons.length > 0)
    .sort((left, right) => (left.reasons?.length ?? 0) - (right.reasons?.length ?? 0))
    .slice(0, MAX_MISSES);
  return misses
    .map(({ event, index, reasons = [] }) =>
      [`nearly: ${String(index + 1)} ${showEvent(event)}`, ...reasons.map((reason) => `    ${reason}`)].join("\n"),
    )
    .join("\n");
}

/** The index of an event for each pattern, as far as they go: taking the first that fits leaves most to the next. */
function placesInOrder(events: readonly BaseEvent[], wanted: readonly ReadPattern[]): readonly number[] {
  const places: number[] = [];
  for (const [index, event] of events.entries()) {
    if (wanted[places.length]?.matches(event)) places.push(index);
  }
  return places;
}

function orderOf(title: string, wanted: readonly ReadPattern[], places: readonly number[]): string {
  const lines = wanted.map(({ text }, step) => {
    const place = places[step];
    return `  ${text}${place === undefined ? (step === places.length ? ": not found" : "") : `: ${String(place + 1)}`}`;
  });
  return [`${title}:`, ...lines].join("\n");
}

function whyNoNext(events: readonly BaseEvent[], wanted: readonly ReadPattern[], places: readonly number[]): string {
  const missing = wanted[places.length];
  const last = places.at(-1);
  if (!missing) return "";
  const early = last === undefined ? -1 : events.findIndex((event, index) => index <= last && missing.matches(event));
  if (early === -1) return nearMisses(events.slice((last ?? -1) + 1), missing);
  const why = early === last ? "is that one already" : "came before it";
  return `${missing.text} is expected after ${String((last ?? 0) + 1)}; ${String(early + 1)} ${why}.`;
}

/** The events of a chain, the first cause first; undefined without one. */
function causalChain(events: readonly BaseEvent[], wanted: readonly ReadPattern[]): readonly BaseEvent[] | undefined {
  const links = causalLinks(events);
  const last = wanted[wanted.length - 1] as ReadPattern;
  for (const event of events) {
    if (!last.matches(event)) continue;
    const chain = [event];
    for (const cause of links.chainOf(event)) {
      if (wanted[wanted.length - 1 - chain.length]?.matches(cause)) chain.push(cause);
    }
    if (chain.length === wanted.length) return chain.reverse();
  }
  return undefined;
}

function whyNoChain(events: readonly BaseEvent[], wanted: readonly ReadPattern[]): string {
  const links = causalLinks(events);
  const absent = wanted.find((pattern) => !events.some((event) => pattern.matches(event)));
  if (absent) return [`${absent.text} was not emitted at all.`, nearMisses(events, absent)].join("\n").trimEnd();
  const last = wanted[wanted.length - 1] as ReadPattern;
  return events
    .filter((event) => last.matches(event))
    .slice(0, MAX_MISSES)
    .map((event) => {
      const chain = [event, ...links.chainOf(event)];
      const numbers = chain.map((link) => `${String(events.indexOf(link) + 1)} ${showEvent(link)}`);
      const end = links.isCutOff(chain.at(-1) ?? event) ? ["an event that was not recorded"] : ["nothing"];
      return [...numbers, ...end].join("\n    caused by ");
    })
    .join("\n");
}
