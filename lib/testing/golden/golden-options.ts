// What a golden leaves out and evens out, and how one is compared.
import type { BaseEvent } from "../../event/base-event.js";
import type { EventConstructor } from "../../event/event-statics.js";
import { MillraceError } from "../../errors/millrace-error.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";

/** Where in a golden a value stands. */
export interface GoldenPlace {
  /** The type of the event. */
  readonly type: string;
  /** The path in it, such as `arguments` or `messages[0].text`. */
  readonly path: string;
}

/** What of a stream goes into a golden. */
export interface GoldenOptions {
  /**
   * Fields to leave out: `usage`, or a path into one, with `*` for any key or index: `total.outputTokens`,
   * `messages.*.name`.
   */
  readonly ignore?: readonly string[];
  /** Classes to leave out, with their subclasses. */
  readonly omit?: readonly EventConstructor<BaseEvent>[];
  /** The classes to keep, with their subclasses. Default: all. */
  readonly only?: readonly EventConstructor<BaseEvent>[];
  /**
   * More fields, at any depth, whose texts are ids that differ from run to run. Those of this house's events, such as `callId`,
   * `requestId` and `turn`, are known, and texts that look like a UUID are ids wherever they stand.
   */
  readonly ids?: readonly string[];
  /** Evens out the texts of fields, ids apart: gives what is written in their place. */
  readonly text?: (text: string, place: GoldenPlace) => string;
}

/** How a stream is compared with a golden. The {@link GoldenOptions} have to be those that the golden was made with. */
export interface MatchGoldenOptions extends GoldenOptions {
  /** How far numbers may be apart, as a part of the larger one: 0.1 takes 95 for 100. Default: 0. */
  readonly tolerance?: number;
  /** Asked for texts that differ, ids apart: true when they say the same. Default: they do not. */
  readonly sameText?: (golden: string, recorded: string, place: GoldenPlace) => boolean;
  /**
   * `recorded`: in the very order of the golden. `causal`: events of which neither caused the other, directly or through
   * others, may have changed places, and ids are compared by which events they tie together. Default: `recorded`.
   */
  readonly order?: "recorded" | "causal";
}

// One object may serve both: goldenOf passes over how goldens are compared.
const OPTIONS = ["ignore", "omit", "only", "ids", "text", "tolerance", "sameText", "order"];

/** Refuses options that nobody knows or that mean nothing. Throws OPTION_INVALID. */
export function checkGoldenOptions(place: string, options: MatchGoldenOptions): void {
  refuseUnknown(place, options, OPTIONS);
  const { tolerance = 0, order = "recorded" } = options;
  if (!(tolerance >= 0 && tolerance < 1)) {
    throw new MillraceError(
      "OPTION_INVALID",
      `tolerance is ${String(tolerance)}; a part from 0 to below 1 is expected.`,
    );
  }
  if (!["recorded", "causal"].includes(order)) {
    throw new MillraceError("OPTION_INVALID", `order is "${order}"; "recorded" or "causal" is expected.`);
  }
}
