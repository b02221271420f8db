// `@subscribe`: takes notes on methods. Attaching an object makes subscriptions of them; nothing runs before that, but for
// static methods decorated with a stream's own `subscribe()`.
import { MillraceError } from "../errors/millrace-error.js";
import type { BaseEvent } from "../event/base-event.js";
import type { EventOf, Filter, FilterInput } from "../filter/filter.js";
import { filterOf } from "../filter/where.js";
import type { Context } from "./context.js";
import { injector } from "./injection-port.js";
import { checkSubscribeOptions } from "./subscribe-options.js";
import type { StreamCore } from "./stream-core.js";
import type { Handler, SubscribeOptions } from "./subscription.js";

/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters -- TypeScript checks the method through M */
/** Decorates a method that handles `E`, under the legacy and the standard compiler. */
export interface HandlerDecorator<E extends BaseEvent> {
  <M extends (event: E, ...injected: never[]) => unknown>(
    target: object,
    name: string | symbol,
    method: TypedPropertyDescriptor<M>,
  ): void;
  <M extends (event: E, ...injected: never[]) => unknown>(method: M, context: ClassMethodDecoratorContext): void;
}

/** Decorates a method that interrupts `E`: it returns an event or null. */
export interface InterrupterDecorator<E extends BaseEvent> {
  <M extends (event: E, ...injected: never[]) => BaseEvent | null | PromiseLike<BaseEvent | null>>(
    target: object,
    name: string | symbol,
    method: TypedPropertyDescriptor<M>,
  ): void;
  <M extends (event: E, ...injected: never[]) => BaseEvent | null | PromiseLike<BaseEvent | null>>(
    method: M,
    context: ClassMethodDecoratorContext,
  ): void;
}

/* eslint-enable @typescript-eslint/no-unnecessary-type-parameters */

/** What a decorator says of a method. */
export interface HandlerPlan {
  readonly filter: Filter | undefined;
  readonly options: SubscribeOptions;
  /** The stream that the decorator is bound to; undefined: any that the object is attached to. */
  readonly core: StreamCore | undefined;
}

/** One decorated method of one class or object. */
export interface HandlerNote extends HandlerPlan {
  readonly name: string | symbol;
  /** The handler, bound to its owner, its marked parameters injected. */
  readonly bind: (owner: object) => Handler;
  /** The method that a standard decorator stands on, if a subclass can override it. */
  readonly method?: object | undefined;
}

// Legacy decorators take notes on prototypes and classes, standard ones on instances and classes.
const notes = new WeakMap<object, HandlerNote[]>();

type Options<I> = SubscribeOptions & { readonly interrupt?: I };

/**
 * Marks a method as a subscriber, or an interrupter, of any stream that its object is attached to.
 *
 * ```ts
 * class Monitor {
 *   @subscribe(ToolCall) onTool(event: ToolCall, context: Context) {}
 *   @subscribe(ModelMessage, { interrupt: true }) shout(event: ModelMessage) { return event; }
 * }
 * stream.attach(new Monitor());
 * ```
 *
 * @throws FILTER_INVALID; DECORATOR_MISUSED on anything but a method.
 */
export function subscribe<const W extends FilterInput>(
  filter: W,
  options: SubscribeOptions & { readonly interrupt: true },
): InterrupterDecorator<EventOf<W>>;
export function subscribe<const W extends FilterInput>(
  filter: W,
  options?: Options<false>,
): HandlerDecorator<EventOf<W>>;
export function subscribe(filter: FilterInput, options: SubscribeOptions = {}): HandlerDecorator<BaseEvent> {
  return noteHandler({ filter: filterOf([filter]), options, core: undefined });
}

/** The decorator that takes the note. */
export function noteHandler(plan: HandlerPlan): HandlerDecorator<BaseEvent> {
  checkSubscribeOptions(plan.options); // here rather than when something is attached
  return (
    target: object,
    second: string | symbol | ClassMethodDecoratorContext,
    descriptor?: PropertyDescriptor,
  ): void => {
    if (typeof second === "object") noteStandard(plan, target, second);
    else noteLegacy(plan, target, second, descriptor);
  };
}

function noteLegacy(plan: HandlerPlan, target: object, name: string | symbol, descriptor?: PropertyDescriptor): void {
  if (typeof descriptor?.value !== "function") throw misused(String(name));
  take(target, { ...plan, name, bind: (owner) => injector().bindMethod(owner, name) }, typeof target === "function");
}

function noteStandard(plan: HandlerPlan, method: object, context: ClassMethodDecoratorContext): void {
  const { name, kind, access } = context;
  if ((kind as string) !== "method") throw misused(String(name));
  // The standard has no parameter decorators, hence nothing to inject: event and context are all there is.
  const bind = (owner: object): Handler => {
    return (event, delivery: Context) => (access.get(owner) as Handler).call(owner, event, delivery);
  };
  context.addInitializer(function (this: unknown) {
    take(this as object, { ...plan, name, bind, method: context.private ? undefined : method }, context.static);
  });
}

function take(owner: object, note: HandlerNote, isStatic: boolean): void {
  if (isStatic && note.core) {
    subscribeNote(note.core, owner, note);
    return;
  }
  // Standard decorators of parent and subclass take notes on one instance: an override that is decorated anew counts.
  const taken = (notes.get(owner) ?? []).filter(
    ({ name, method }) => name !== note.name || method === undefined || method === note.method,
  );
  notes.set(owner, [...taken, note]);
}

/** Makes the subscription that a note stands for. */
export function subscribeNote(core: StreamCore, owner: object, { name, filter, options, bind }: HandlerNote) {
  const holder = typeof owner === "function" ? owner.name : owner.constructor.name;
  const named = { name: `${holder}.${String(name)}`, ...options };
  return core.subscribe(options.interrupt ? "interrupter" : "subscriber", filter, bind(owner), named);
}

/**
 * The notes that hold for an object: its own, and those of its prototypes from the base on; a method that overrides a
 * decorated one keeps its note, one that is decorated anew replaces it.
 */
export function notesOf(owner: object): HandlerNote[] {
  const chain: object[] = [];
  for (let level: object | null = owner; level !== null; level = Object.getPrototypeOf(level) as object | null)
    chain.unshift(level);
  let found: HandlerNote[] = [];
  for (const level of chain) {
    const own = notes.get(level) ?? [];
    found = [...found.filter(({ name }) => !own.some((note) => note.name === name)), ...own];
  }
  return found;
}

function misused(name: string): MillraceError {
  return new MillraceError("DECORATOR_MISUSED", `@subscribe stands on "${name}", which is no method.`);
}
