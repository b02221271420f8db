// What `Inject`, `Variable` and `Depends` have in common: one marker each, usable as a parameter decorator and in `inject`.
import type { EventConstructor } from "../event/event-statics.js";
import { MillraceError } from "../errors/millrace-error.js";
import type { InjectionContext } from "../stream/injection-port.js";

declare const injected: unique symbol;

/** Stands for a value that is injected where a handler runs. */
export interface Marker<out V> {
  readonly [injected]?: V;
}

/** Checks a decorated parameter's type against what is injected; the method name and index arrive as literals. */
type ParameterCheck<T, K, I extends number, V> = K extends keyof T
  ? T[K] extends (...args: infer P) => unknown
    ? V extends P[I]
      ? unknown
      : "the parameter does not take what is injected"
    : unknown
  : unknown;

type ConstructorCheck<T, I extends number, V> = T extends abstract new (...args: infer P) => unknown
  ? V extends P[I]
    ? unknown
    : "the parameter does not take what is injected"
  : unknown;

/** A decorator for a parameter that takes `V`. Legacy compilers only: the standard has no parameter decorators. */
export interface InjectedParameter<V> {
  <T extends object, const K extends string | symbol, const I extends number>(
    target: T,
    name: K & ParameterCheck<T, K, I, V>,
    index: I,
  ): void;
  <T extends EventConstructor, const I extends number>(
    target: T,
    name: undefined,
    index: I & ConstructorCheck<T, I, V>,
  ): void;
}

const NOTHING: unique symbol = Symbol("nothing");

/** One evaluation of a handler's markers, and what functions of `Depends` have given in it; one evaluation each. */
export class InjectionCall {
  // Most handlers have one such function; a Map costs more than all else that an injection takes.
  declare private firstGiver: unknown;
  declare private firstGift: unknown;
  declare private gifts: Map<unknown, unknown> | undefined;
  declare readonly context: InjectionContext;

  constructor(context: InjectionContext) {
    this.context = context;
    this.firstGiver = NOTHING;
    this.firstGift = undefined;
    this.gifts = undefined;
  }

  /** What `giver` has given, made now if it has not given yet. */
  once(giver: object, give: (call: InjectionCall) => unknown): unknown {
    if (this.firstGiver === giver) return this.firstGift;
    if (this.gifts?.has(giver)) return this.gifts.get(giver);
    const gift = give(this);
    if (this.firstGiver === NOTHING) {
      this.firstGiver = giver;
      this.firstGift = gift;
    } else {
      (this.gifts ??= new Map<unknown, unknown>()).set(giver, gift);
    }
    return gift;
  }
}

/** How a marker gets its value. */
export interface MarkerSpec {
  /** How errors call it: `Inject(Database)`. */
  readonly label: string;
  /** True when the value may be a promise that has to be awaited. */
  readonly mayWait: boolean;
  /** The value. Throws DEPENDENCY_MISSING, completed by the caller with handler and parameter. */
  readonly read: (call: InjectionCall) => unknown;
  /** What the marker does on a parameter of a constructor. */
  readonly onConstructor: ((target: EventConstructor, index: number) => void) | undefined;
}

const specs = new WeakMap<object, MarkerSpec>();
const parameters = new WeakMap<object, Map<string | symbol, Map<number, Marker<unknown>>>>();

/** Makes a marker. */
export function createMarker<V>(spec: MarkerSpec): Marker<V> & InjectedParameter<V> {
  const marker = (target: object, name: string | symbol | undefined, index: unknown): void => {
    if (typeof index !== "number") throw misused(spec, `"${String(name)}", which is no parameter`);
    if (name !== undefined) noteParameter(target, name, index, marker as Marker<unknown>);
    else if (spec.onConstructor) spec.onConstructor(target as EventConstructor, index);
    else throw misused(spec, `a constructor of ${(target as EventConstructor).name}, where no context is at hand`);
  };
  specs.set(marker, spec);
  return marker;
}

/** What a marker does. Throws HANDLER_INVALID for anything else. */
export function specOf(marker: unknown, place: string): MarkerSpec {
  const spec = typeof marker === "function" ? specs.get(marker) : undefined;
  if (spec) return spec;
  throw new MillraceError("HANDLER_INVALID", `${place} is no marker.`, {
    hint: "Use Inject(…), Variable(…) or Depends(…).",
  });
}

function noteParameter(target: object, name: string | symbol, index: number, marker: Marker<unknown>): void {
  let methods = parameters.get(target);
  if (!methods) parameters.set(target, (methods = new Map<string | symbol, Map<number, Marker<unknown>>>()));
  let marked = methods.get(name);
  if (!marked) methods.set(name, (marked = new Map<number, Marker<unknown>>()));
  marked.set(index, marker);
}

/** The marked parameters of a method, by index; from the class that declares the method nearest to the owner. */
export function markedParameters(owner: object, name: string | symbol): ReadonlyMap<number, Marker<unknown>> {
  for (let level: object | null = owner; level !== null; level = Object.getPrototypeOf(level) as object | null) {
    if (!Object.hasOwn(level, name)) continue;
    return parameters.get(level)?.get(name) ?? new Map<number, Marker<unknown>>();
  }
  return new Map();
}

function misused(spec: MarkerSpec, place: string): MillraceError {
  return new MillraceError("DECORATOR_MISUSED", `@${spec.label} stands on ${place}.`);
}
