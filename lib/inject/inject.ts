// Injection for functions: a record of markers becomes a record of values, fully inferred.
import { MillraceError } from "../errors/millrace-error.js";
import type { Context } from "../stream/context.js";
import { compileRecord } from "../primitives/compile-record.js";
import { markParticipant, type Participant, type Slot, withSlots } from "./call-injected.js";
import { type InjectionCall, type Marker, specOf } from "./marker.js";

/** The values of a record of markers. */
export type InjectedValues<M> = { readonly [K in keyof M]: M[K] extends Marker<infer V> ? V : never };

/**
 * A handler with dependencies: works wherever a function of an input and a context does (subscribers, interrupters,
 * tools, hooks, chunks, `Depends`).
 *
 * ```ts
 * stream.where(ToolCall).subscribe(
 *   inject({ db: Inject(Database), tenant: Variable<string>("tenant") }, (event, { db, tenant }, context) => …),
 * );
 * ```
 *
 * Markers are resolved in the order written; it stays synchronous unless a `Depends` function is asynchronous.
 */
export function inject<const M extends Readonly<Record<string, Marker<unknown>>>, In, R>(
  markers: M,
  handler: (input: In, injected: InjectedValues<M>, context: Context) => R,
): (input: In, context: Context) => R | Promise<Awaited<R>> {
  if (typeof handler !== "function") {
    throw new MillraceError("HANDLER_INVALID", `inject was given ${typeof handler} where a handler belongs.`);
  }
  const names = Object.keys(markers);
  const label = handler.name || "a handler";
  const slots: Slot[] = names.map((name) => ({
    parameter: `"${name}"`,
    spec: specOf(markers[name], `inject: "${name}"`),
  }));
  const collect = compileRecord(names);
  const done = (values: readonly unknown[], input: In, context: Context): R =>
    handler(input, collect(values) as InjectedValues<M>, context);
  const run = (input: In, context: Context, call?: InjectionCall): R | Promise<Awaited<R>> =>
    withSlots(slots, label, input, context, call, done);
  Object.defineProperty(run, "name", { value: handler.name });
  markParticipant(run as Participant);
  return run;
}
