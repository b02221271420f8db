// Calls functions with their markers resolved: synchronous until a `Depends` function gives a promise.
import { MillraceError } from "../errors/millrace-error.js";
import type { Context } from "../stream/context.js";
import type { InjectionContext } from "../stream/injection-port.js";
import { isThenable } from "../primitives/thenable.js";
import { InjectionCall, type MarkerSpec } from "./marker.js";

/** A function that takes part in the call of another: it shares the cache of `Depends`. */
export type Participant = (input: unknown, context: Context, call?: InjectionCall) => unknown;

const PARTICIPANT = Symbol("participant");

/** Marks what `inject` made, so that {@link callInjected} can hand it the call that it is part of. */
export function markParticipant(participant: Participant): void {
  Object.defineProperty(participant, PARTICIPANT, { value: true });
}

/** A function of `Depends`. The context comes twice, so that functions made with `inject` fit: as input and as context. */
export type Provide<T> = (context: Context, sameContext: Context) => T;

/** Calls a `Depends` function: with the context, and with the call when it is injected itself. */
export function callInjected(provide: Provide<unknown>, context: Context, call: InjectionCall): unknown {
  return PARTICIPANT in provide ? (provide as Participant)(context, context, call) : provide(context, context);
}

/** A parameter and the marker that fills it. */
export interface Slot {
  /** How errors call the parameter. */
  readonly parameter: string;
  readonly spec: MarkerSpec;
}

/** Does what the values were resolved for. One for all calls of a handler: a closure for each would cost as much. */
export type WithValues<In, R> = (values: readonly unknown[], input: In, context: Context) => R;

/**
 * Resolves the slots in order and calls `done` with the values; with a promise for them when one has to be awaited.
 *
 * @throws DEPENDENCY_MISSING with the names of parameter and handler, or what building a dependency threw.
 */
export function withSlots<In, R>(
  slots: readonly Slot[],
  handler: string,
  input: In,
  context: Context,
  outer: InjectionCall | undefined,
  done: WithValues<In, R>,
): R | Promise<Awaited<R>> {
  const call = outer ?? new InjectionCall(context as InjectionContext);
  const values = new Array<unknown>(slots.length);
  for (let place = 0; place < slots.length; place++) {
    const slot = slots[place] as Slot;
    const value = readSlot(slot, handler, call);
    if (slot.spec.mayWait && isThenable(value)) {
      return finish(slots, handler, call, values, place, value, (all) => done(all, input, context));
    }
    values[place] = value;
  }
  return done(values, input, context);
}

async function finish<R>(
  slots: readonly Slot[],
  handler: string,
  call: InjectionCall,
  values: unknown[],
  from: number,
  first: PromiseLike<unknown>,
  done: (values: readonly unknown[]) => R,
): Promise<Awaited<R>> {
  values[from] = await first;
  for (let place = from + 1; place < slots.length; place++) {
    const slot = slots[place] as Slot;
    const value = readSlot(slot, handler, call);
    values[place] = slot.spec.mayWait ? await value : value;
  }
  return await done(values);
}

function readSlot({ parameter, spec }: Slot, handler: string, call: InjectionCall): unknown {
  try {
    return spec.read(call);
  } catch (error) {
    if (!MillraceError.is(error, "DEPENDENCY_MISSING") || "handler" in error.details) throw error;
    throw new MillraceError(
      "DEPENDENCY_MISSING",
      `${handler} asks for ${parameter} by ${spec.label}, which nobody provides.`,
      {
        cause: error,
        details: { handler, parameter, marker: spec.label },
      },
    );
  }
}
