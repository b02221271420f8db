// Options at the door: a misspelt name is refused, not ignored.
import { MillraceError } from "../errors/millrace-error.js";

/**
 * Refuses options that are no object or have a name that nobody knows.
 *
 * @throws OPTION_INVALID, with the names that there are.
 */
export function refuseUnknown(place: string, options: object | undefined, known: readonly string[]): void {
  if (options === undefined) return;
  if (typeof options !== "object" || (options as unknown) === null) {
    throw new MillraceError("OPTION_INVALID", `${place} was given ${typeof options} where options belong.`);
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new MillraceError("OPTION_INVALID", `${place} does not know the option "${unknown}".`, {
    hint: `The options are ${known.join(", ")}.`,
  });
}
