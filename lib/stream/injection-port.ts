// What the stream asks of dependency injection, so that it need not know the container. `lib/inject` fills this port.
import { MillraceError } from "../errors/millrace-error.js";
import type { EventConstructor } from "../event/event-statics.js";
import type { Context } from "./context.js";
import type { Handler } from "./subscription.js";

declare const provided: unique symbol;

/** A name for a dependency that carries its type; made with `token<T>(description)`. */
export type Token<T> = symbol & { readonly [provided]?: T };

/** What can be resolved: a class, a typed token, or the name of a dependency. */
export type Injectable<T> = EventConstructor<T & object> | Token<T> | string;

/** The part of a tsyringe container that a stream needs. */
export interface Container {
  createChildContainer(): Container;
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as tsyringe declares it
  resolve<T>(token: never): T;
  isRegistered(token: never, recursive?: boolean): boolean;
}

/** Where one context keeps what it resolved; ends with the context. */
export interface InjectionScope {
  /** The one object of this scope for a token. Throws DEPENDENCY_MISSING or DEPENDENCY_FAILED. */
  resolve(token: Injectable<unknown>): unknown;
  /** The same, but what `fallback` makes, kept from then on, where nobody provides it. */
  resolveOr(token: Injectable<unknown>, fallback: () => unknown): unknown;
  /** Puts `fake` in the place of what a token or a function of `Depends` gives, until disposed. */
  override(target: object | symbol | string, fake: unknown): Disposable;
  /** True when it is provided here or in a scope that this one comes from; a class that could be built is not. */
  provides(token: Injectable<unknown>): boolean;
  /** The replacement of a target, if any. */
  replacement(target: object | symbol | string): { readonly fake: unknown } | undefined;
  /** Disposes what the scope made, in reverse order, each awaited. */
  end(): Promise<void>;
}

/** What {@link createScope} makes a scope from. */
export interface ScopeSource {
  readonly container: Container | undefined;
  readonly dependencies: Readonly<Record<string, unknown>> | undefined;
  /** Where what nobody provides here is resolved. */
  readonly outer?: (() => InjectionScope) | undefined;
}

/** What dependency injection does for streams. */
export interface Injector {
  createScope(source: ScopeSource): InjectionScope;
  /** Builds an object of a class, its constructor injected. Throws DEPENDENCY_FAILED. */
  build(container: Container | undefined, constructor: EventConstructor): object;
  /** The handler that calls a decorated method, its marked parameters injected. */
  bindMethod(owner: object, name: string | symbol): Handler;
}

let current: Injector | undefined;

/** Fills the port; the main door does. */
export function installInjector(injector: Injector): void {
  current = injector;
}

/** The injector in force. */
export function injector(): Injector {
  if (current) return current;
  throw new MillraceError("DEPENDENCY_FAILED", "Dependency injection was asked for before it was loaded.", {
    hint: 'Import from "millrace" rather than from a file inside the package.',
  });
}

/** A context as dependency injection sees it. */
export interface InjectionContext extends Context {
  readonly injection: InjectionScope;
  /** The injection if anything has been resolved or overridden yet. */
  readonly usedInjection: InjectionScope | undefined;
}
