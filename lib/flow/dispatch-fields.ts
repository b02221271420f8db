// Sends signals for the fields of an answer while the rest of it still streams, and takes them back where it begins anew.
import { deepEqual } from "../primitives/deep-equal.js";
import type { ChunkData } from "./definition/chunk-data.js";
import type { FlowContract, SignalName } from "./definition/flow-contract.js";
import { checkDispatch, readRoutes, refused } from "./dispatch-routes.js";
import type { PostOptions } from "./run/signal-receipt.js";

/**
 * A piece of structured output on its way: a part of a field, or, where it is complete, the whole of it. The items of
 * `request.getGenerator("instant")` are such pieces.
 */
export interface StreamedField {
  /** Where the field is, such as `title` or `items[0].name`. */
  readonly path: string;
  /** Its value so far. */
  readonly value?: unknown;
  /** What this piece adds to it. */
  readonly delta?: unknown;
  /** True when the field has all of its value. Others are passed over. */
  readonly isComplete: boolean;
  /** `reset` and `discarded`: what was said of the path, and of all below it, holds no more. `""` is everything. */
  readonly kind?: string;
}

/** Options of {@link dispatchFields}. */
export interface DispatchOptions<N extends string = string> {
  /**
   * What makes a field the same as an earlier one, in place of its path: `(value) => value.id`. It goes along as the `key`
   * of the signal, behind the signal's name, so that it happens once in the whole execution: a chunk that is tried again
   * does not repeat what the attempt before has sent.
   */
  readonly key?: (value: unknown, path: string) => string;
  /** What becomes of a field that ends with another value than was sent: told (`"report"`, the default), or sent `"again"`. */
  readonly reconcile?: "report" | "again";
  /** A signal for each field that was sent and holds no more, with its path and value: for what has to be undone. */
  readonly resetSignal?: N;
  /**
   * Puts each piece into the runtime stream as well: as path, delta, value and kind, or as what the function makes of it;
   * undefined leaves the piece out.
   */
  readonly stream?: boolean | ((field: StreamedField) => unknown);
}

/** A field, the signal that it goes out as, and its value. */
export interface DispatchedField<N extends string = string> {
  readonly path: string;
  readonly signal: N;
  readonly value: unknown;
}

/** What {@link dispatchFields} resolves with. */
export interface DispatchReport<N extends string = string> {
  /** What was sent as the fields came, in that order, and holds. */
  readonly dispatched: readonly DispatchedField<N>[];
  /** The fields whose last value differs from the one that was sent first, with the last. */
  readonly changed: readonly DispatchedField<N>[];
  /** What was sent and taken back, since the source began anew. */
  readonly takenBack: readonly DispatchedField<N>[];
}

interface Sent<N extends string> {
  readonly first: DispatchedField<N>;
  last: DispatchedField<N>;
  readonly controller: AbortController;
}

/**
 * Sends a signal for each field that is complete, at once, while the rest still streams:
 * `await dispatchFields(data, request.getGenerator("instant"), { title: "TitleReady", "items[*]": "ItemReady" })`.
 *
 * `routes` leads paths to signals; `[*]` stands for any index, everything else for itself. An exact path goes before
 * patterns, and those go in the order in which they were written. Each field is sent once, as it was when it was first
 * complete; when the source has ended, the last value of each is compared with that, as `reconcile` says. What is sent
 * again goes without `key`. The source should give new objects, not one that it goes on changing.
 *
 * The signals are those of `data.emitNowait`: what they set off runs beside the chunk, which does not wait for it, and what
 * fails there fails the execution. Where the source resets a path, what was sent from it is taken back: what still runs for it is aborted
 * (`data.signal`), what is done is told by `resetSignal`, and the fields that come then are sent anew. When the source
 * fails, or the contract refuses a value, this rejects, the source is ended, and what was sent stays so.
 *
 * @throws OPTION_INVALID for a source, route or option that is none; FLOW_VALUE_INVALID, FLOW_INVALID and
 * FLOW_SIGNAL_UNKNOWN as `emitNowait`; else the error of the source.
 */
export async function dispatchFields<C extends FlowContract, N extends SignalName<C>>(
  data: ChunkData<unknown, C>,
  items: AsyncIterable<StreamedField>,
  routes: Readonly<Record<string, N>>,
  options: DispatchOptions<SignalName<C>> = {},
): Promise<DispatchReport<N>> {
  const signalOf = readRoutes(routes);
  checkDispatch(items, options);
  const { key, reconcile, resetSignal, stream } = options;
  // What goes along with a signal is checked by the contract as it runs; the types cannot know what a model says.
  const post = data.emitNowait as (signal: string, value: unknown, options?: PostOptions) => void;
  const fields = new Map<string, Sent<N>>();
  const takenBack: DispatchedField<N>[] = [];

  for await (const item of items) {
    const put = stream === true ? shown(item) : stream === false ? undefined : stream?.(item);
    if (put !== undefined) await data.putIntoStream(put as never);
    const { path, value, isComplete } = item;
    if (item.kind === "reset" || item.kind === "discarded") {
      for (const [id, { last, controller }] of fields) {
        if (!isWithin(last.path, path)) continue;
        fields.delete(id);
        controller.abort(`${path === "" ? "the answer" : path} began anew`);
        takenBack.push(last);
        if (resetSignal !== undefined) post(resetSignal, { path: last.path, value: last.value });
      }
      continue;
    }
    const signal = isComplete ? signalOf(path) : undefined;
    if (signal === undefined) continue;
    const own = key && keyOf(key(value, path), signal);
    const field = { path, signal, value };
    const known = fields.get(own ?? path);
    if (known) {
      known.last = field;
      continue;
    }
    const controller = new AbortController();
    post(signal, value, { signal: controller.signal, ...(own === undefined ? {} : { key: own }) });
    fields.set(own ?? path, { first: field, last: field, controller });
  }

  const all = [...fields.values()];
  const changed = all.filter(({ first, last }) => !deepEqual(first.value, last.value)).map(({ last }) => last);
  if (reconcile === "again") for (const { signal, value } of changed) post(signal, value);
  return { dispatched: all.map(({ first }) => first), changed, takenBack };
}

function shown({ path, delta, value, isComplete, kind }: StreamedField): object {
  return {
    path,
    kind: kind ?? (isComplete ? "done" : "delta"),
    ...(delta === undefined ? {} : { delta }),
    ...(isComplete ? { value } : {}),
  };
}

function isWithin(path: string, whole: string): boolean {
  return whole === "" || path === whole || path.startsWith(`${whole}.`) || path.startsWith(`${whole}[`);
}

// Two signals may speak of one thing, each once.
function keyOf(key: unknown, signal: string): string {
  if (typeof key !== "string" || key === "") throw refused("got a key that is no text");
  return `${signal}:${key}`;
}
