// When an event is the one that a line of a golden is about, and what is said where it is not.
import type { Difference, PairRule } from "../matchers/difference.js";
import type { MatchGoldenOptions } from "./golden-options.js";
import { Tie } from "./tie.js";

/** Where a stream leaves its golden. */
export interface Departure {
  /** The line of the golden, from 0; undefined where the stream has an event too many. */
  readonly golden: number | undefined;
  /** The recorded event that comes nearest; undefined where none is left. */
  readonly recorded: number | undefined;
  readonly difference?: Difference | undefined;
}

/** Compares the values of one event: names by `sameName`, numbers and texts as the options say. */
export function goldenRule(
  type: string,
  options: MatchGoldenOptions,
  sameName: (golden: string, recorded: Tie) => boolean,
): PairRule {
  const { tolerance = 0, sameText } = options;
  return (expected, actual, path) => {
    if (actual instanceof Tie) return typeof expected === "string" && sameName(expected, actual);
    if (typeof expected === "number" && typeof actual === "number") return areNear(expected, actual, tolerance);
    if (typeof expected === "string" && typeof actual === "string" && expected !== actual) {
      return sameText?.(expected, actual, { type, path }) === true;
    }
    return undefined;
  };
}

function areNear(left: number, right: number, tolerance: number): boolean {
  return Math.abs(left - right) <= tolerance * Math.max(Math.abs(left), Math.abs(right));
}
