// Counts at the door: how many events are kept, how deep sends may nest, how many chunks run at once.
import { MillraceError } from "../errors/millrace-error.js";

/**
 * Refuses what is no whole number from `least` up; `Infinity` is one without a limit.
 *
 * @throws OPTION_INVALID, with the name of the option.
 */
export function checkCount(option: string, count: number, least: number): void {
  if (count === Infinity || (Number.isSafeInteger(count) && count >= least)) return;
  throw new MillraceError(
    "OPTION_INVALID",
    `${option} is ${String(count)}; a whole number from ${String(least)} up is expected.`,
  );
}
