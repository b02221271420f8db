// Options at the door of a definition: a misspelt name or a count that is none is refused with the place named.
import type { MillraceError } from "../../errors/millrace-error.js";
import type { FlowBuilder } from "./flow-builder.js";
import { invalid } from "./flow-contract.js";

/** Refuses what is no record of options, and names that nobody knows. Throws FLOW_INVALID. */
export function checkOptions({ name }: FlowBuilder, place: string, options: unknown, known: readonly string[]): void {
  if (options === undefined) return;
  if (!isRecord(options)) throw invalid(name, `${place} was given ${nameOf(options)} where options belong`);
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw invalid(name, `${place} has no option "${unknown}"`, `The options are ${known.join(", ")}.`);
}

/** Refuses what is no whole number from 1 up. Throws FLOW_INVALID. */
export function checkConcurrency({ name }: FlowBuilder, place: string, concurrency: unknown): number | undefined {
  if (concurrency === undefined) return undefined;
  if (typeof concurrency === "number" && Number.isSafeInteger(concurrency) && concurrency > 0) return concurrency;
  throw invalid(
    name,
    `${place} has the concurrency ${nameOf(concurrency)}`,
    "Give a whole number from 1 up, or leave it out.",
  );
}

/** One of some words, the first by default. Throws FLOW_INVALID. */
export function checkChoice<const W extends string>(
  { name }: FlowBuilder,
  place: string,
  word: unknown,
  words: readonly [W, ...W[]],
): W {
  if (word === undefined) return words[0];
  const found = words.find((one) => one === word);
  if (found !== undefined) return found;
  throw invalid(name, `${place} is ${nameOf(word)}`, `There are ${words.join(", ")}.`);
}

/** A dotted path without empty steps. Throws FLOW_INVALID. */
export function checkPath({ name }: FlowBuilder, place: string, path: unknown): string {
  if (typeof path === "string" && path.split(".").every((step) => step !== "")) return path;
  throw invalid(name, `${place} is ${nameOf(path)}, which is no path`, 'A path is like "user.name".');
}

/** What {@link readAttempts} throws when the time or retry of a place cannot be. */
export function attemptsRefused({ name }: FlowBuilder, place: string): (why: string, hint: string) => MillraceError {
  return (why, hint) => invalid(name, `${place} ${why}`, hint);
}

/** True for objects that are no lists. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return typeof value === "function" ? "a function" : String(value);
}
