// Which signal a field goes out as: an exact path before patterns. And what can be no dispatch, refused by name.
import { MillraceError } from "../errors/millrace-error.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";

/** Finds the signal of a path. Throws OPTION_INVALID. */
export function readRoutes<N extends string>(routes: Readonly<Record<string, N>>): (path: string) => N | undefined {
  if (typeof routes !== "object" || (routes as unknown) === null) throw refused("was given no routes");
  const exact = new Map(Object.entries(routes));
  for (const [path, signal] of exact)
    if (typeof signal !== "string" || (signal as string) === "") throw refused(`has no signal for the path "${path}"`);
  const patterns = [...exact]
    .filter(([path]) => path.includes("[*]"))
    .map(([path, signal]) => ({
      fits: new RegExp(`^${path.split("[*]").map(literally).join("\\[\\d+\\]")}$`, "u"),
      signal,
    }));
  return (path) => exact.get(path) ?? patterns.find(({ fits }) => fits.test(path))?.signal;
}

function literally(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}]/gu, "\\$&");
}

/** Checks what `dispatchFields` was given beside its routes. Throws OPTION_INVALID. */
export function checkDispatch(items: unknown, options: object): void {
  refuseUnknown("dispatchFields", options, ["key", "reconcile", "resetSignal", "stream"]);
  const { key, reconcile = "report", resetSignal, stream } = options as Readonly<Record<string, unknown>>;
  if (typeof (items as Partial<AsyncIterable<unknown>> | undefined)?.[Symbol.asyncIterator] !== "function")
    throw refused("was given items that are no async iterable");
  if (key !== undefined && typeof key !== "function") throw refused("was given a key that is no function");
  if (reconcile !== "report" && reconcile !== "again")
    throw refused(`was given the reconcile ${JSON.stringify(reconcile)}`);
  if (resetSignal !== undefined && (typeof resetSignal !== "string" || resetSignal === ""))
    throw refused("was given a resetSignal that is no name");
  if (stream !== undefined && typeof stream !== "boolean" && typeof stream !== "function")
    throw refused("was given a stream that is neither a boolean nor a function");
}

/** The error for what was given to `dispatchFields`. */
export function refused(why: string): MillraceError {
  return new MillraceError("OPTION_INVALID", `dispatchFields ${why}.`, {
    hint: 'Write dispatchFields(data, source, { "items[*]": "ItemReady" }, { key: (value) => value.id, reconcile: "again" }).',
  });
}
