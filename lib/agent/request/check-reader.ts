// What can be no reader of a request, refused by name before anything is sent.
import { MillraceError } from "../../errors/millrace-error.js";
import { BaseEvent } from "../../event/base-event.js";
import { checkCount } from "../../primitives/check-count.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import { VIEWS } from "./views.js";

/** Checks the view and the options of `getGenerator`. Throws OPTION_INVALID. */
export function checkReader(view: unknown, options: object): void {
  if (typeof view !== "string" || !Object.hasOwn(VIEWS, view)) {
    throw refuse(`There is no view ${shown(view)}.`, `The views are ${Object.keys(VIEWS).join(", ")}.`);
  }
  refuseUnknown("getGenerator", options, ["replay", "signal", "specific", "onRestart"]);
  const { replay = "full", specific = [], onRestart = "marker" } = options as Readonly<Record<string, unknown>>;
  if (typeof replay === "number") checkCount("replay", replay, 0);
  else if (replay !== "full" && replay !== "accepted")
    throw refuse(`replay is ${shown(replay)}.`, 'It is "full", "accepted", or the number of the first event.');
  if (!Array.isArray(specific) || !specific.every(isEventClass))
    throw refuse(`specific is ${shown(specific)}.`, "It is a list of event classes: specific: [TextDelta, FieldDone].");
  if (!isRestartRule(onRestart))
    throw refuse(`onRestart is ${shown(onRestart)}.`, 'It is "marker", "throw", "buffer", or { marker: "a text" }.');
}

function isEventClass(one: unknown): boolean {
  return typeof one === "function" && (one === BaseEvent || one.prototype instanceof BaseEvent);
}

function isRestartRule(rule: unknown): boolean {
  if (typeof rule === "string") return ["marker", "throw", "buffer"].includes(rule);
  return typeof (rule as { readonly marker?: unknown } | null)?.marker === "string";
}

function shown(value: unknown): string {
  if (typeof value === "function") return `the function ${value.name}`;
  return value === undefined ? "undefined" : JSON.stringify(value);
}

function refuse(what: string, hint: string): MillraceError {
  return new MillraceError("OPTION_INVALID", `A reader of a request was refused: ${what}`, { hint });
}
