// Posts signals for the fields of an answer while the rest of it still streams.
import { MillraceError } from "../errors/millrace-error.js";
import { deepEqual } from "../primitives/deep-equal.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import type { ChunkData } from "./definition/chunk-data.js";
import type { FlowContract, SignalName } from "./definition/flow-contract.js";

/** A piece of structured output on its way: a part of a field, or, where it is complete, the whole of it. */
export interface StreamedField {
  /** Where the field is, such as `title` or `items[0].name`. */
  readonly path: string;
  /** Its value so far. */
  readonly value?: unknown;
  /** What this piece adds to it. */
  readonly delta?: unknown;
  /** True when the field has all of its value. Others are passed over. */
  readonly isComplete: boolean;
}

/** Options of {@link dispatchFields}. */
export interface DispatchOptions {
  /**
   * What makes a field the same as an earlier one, in place of its path: `(value) => value.id`. It goes along as the `key`
   * of the signal, behind the signal's name, so that it happens once in the whole execution: a chunk that is tried again
   * does not repeat what the attempt before has sent.
   */
  readonly key?: (value: unknown, path: string) => string;
  /** What becomes of a field that ends with another value than was sent: told (`"report"`, the default), or sent `"again"`. */
  readonly reconcile?: "report" | "again";
}

/** A field, the signal that it goes out as, and its value. */
export interface DispatchedField<N extends string = string> {
  readonly path: string;
  readonly signal: N;
  readonly value: unknown;
}

/** What {@link dispatchFields} resolves with. */
export interface DispatchReport<N extends string = string> {
  /** What was posted as the fields came, in that order. */
  readonly dispatched: readonly DispatchedField<N>[];
  /** The fields whose last value differs from the one that was posted first, with the last. */
  readonly changed: readonly DispatchedField<N>[];
}

/**
 * Posts a signal for each field that is complete, at once, while the rest still streams:
 * `await dispatchFields(data, answer, { title: "TitleReady", "items[*]": "ItemReady" })`.
 *
 * `routes` leads paths to signals; `[*]` stands for any index, everything else for itself. An exact path goes before
 * patterns, and those go in the order in which they were written. Each field is posted once, as it was when it was first
 * complete; when the source has ended, the last value of each is compared with that, as `reconcile` says. What is sent
 * again goes without `key`. The source should give new objects, not one that it goes on changing.
 *
 * The signals are those of `data.emitNowait`: what they set off runs beside the chunk, which does not wait for it. When the
 * source fails, or the contract refuses a value, this rejects, the source is ended, and what was posted stays so.
 *
 * @throws OPTION_INVALID for a source, route or option that is none; FLOW_VALUE_INVALID, FLOW_INVALID and
 * FLOW_SIGNAL_UNKNOWN as `emitNowait`; else the error of the source.
 */
export async function dispatchFields<C extends FlowContract, N extends SignalName<C>>(
  data: ChunkData<unknown, C>,
  items: AsyncIterable<StreamedField>,
  routes: Readonly<Record<string, N>>,
  options: DispatchOptions = {},
): Promise<DispatchReport<N>> {
  const signalOf = readRoutes(routes);
  checkGiven(items, options);
  // What goes along with a signal is checked by the contract as it runs; the types cannot know what a model says.
  const post = data.emitNowait as (signal: N, value: unknown, options?: { readonly key: string }) => void;
  const fields = new Map<string, { readonly first: DispatchedField<N>; last: DispatchedField<N> }>();

  for await (const { path, value, isComplete } of items) {
    const signal = isComplete ? signalOf(path) : undefined;
    if (signal === undefined) continue;
    const key = options.key && keyOf(options.key(value, path), signal);
    const field = { path, signal, value };
    const known = fields.get(key ?? path);
    if (known) {
      known.last = field;
      continue;
    }
    post(signal, value, key === undefined ? undefined : { key });
    fields.set(key ?? path, { first: field, last: field });
  }

  const all = [...fields.values()];
  const changed = all.filter(({ first, last }) => !deepEqual(first.value, last.value)).map(({ last }) => last);
  if (options.reconcile === "again") for (const { signal, value } of changed) post(signal, value);
  return { dispatched: all.map(({ first }) => first), changed };
}

/** Finds the signal of a path. Throws OPTION_INVALID. */
function readRoutes<N extends string>(routes: Readonly<Record<string, N>>): (path: string) => N | undefined {
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

// Two signals may speak of one thing, each once.
function keyOf(key: unknown, signal: string): string {
  if (typeof key !== "string" || key === "") throw refused("got a key that is no text");
  return `${signal}:${key}`;
}

function checkGiven(items: unknown, options: DispatchOptions): void {
  refuseUnknown("dispatchFields", options, ["key", "reconcile"]);
  const { key, reconcile = "report" } = options;
  if (typeof (items as Partial<AsyncIterable<unknown>> | undefined)?.[Symbol.asyncIterator] !== "function")
    throw refused("was given items that are no async iterable");
  if (key !== undefined && typeof key !== "function") throw refused("was given a key that is no function");
  if (!["report", "again"].includes(reconcile)) throw refused(`was given the reconcile ${JSON.stringify(reconcile)}`);
}

function refused(why: string): MillraceError {
  return new MillraceError("OPTION_INVALID", `dispatchFields ${why}.`, {
    hint: 'Write dispatchFields(data, source, { "items[*]": "ItemReady" }, { key: (value) => value.id, reconcile: "again" }).',
  });
}
