// The three markers: an object by class, token or name; a variable of the context; the result of a function.
import { inject as injectConstructor, injectable } from "tsyringe";
import { MillraceError } from "../errors/millrace-error.js";
import type { EventConstructor } from "../event/event-statics.js";
import type { Injectable, InjectionContext, Token } from "../stream/injection-port.js";
import { callInjected, type Provide } from "./call-injected.js";
import { nameOfToken } from "./name-of-token.js";
import { createMarker, type InjectedParameter, type InjectionCall, type Marker } from "./marker.js";

/** What a marker takes when nobody provides a value: this, or what a function makes; kept in the context from then on. */
export type DefaultOption<T> = { readonly default: T } | { readonly factory: () => T };

function defaultOf<T>(options: DefaultOption<T>): T {
  return "factory" in options ? options.factory() : options.default;
}

/**
 * The one object of the context for a class, a typed token, or the name of a dependency.
 *
 * Works on parameters of decorated methods and constructors (there without a default) and inside {@link inject}.
 * DEPENDENCY_MISSING or DEPENDENCY_FAILED at the call.
 */
export function Inject<T extends object>(token: abstract new (...args: never[]) => T): Marker<T> & InjectedParameter<T>;
export function Inject<T>(token: Token<T>): Marker<T> & InjectedParameter<T>;
export function Inject<T = unknown>(name: string, options?: DefaultOption<T>): Marker<T> & InjectedParameter<T>;
export function Inject(
  token: Injectable<unknown>,
  options?: DefaultOption<unknown>,
): Marker<unknown> & InjectedParameter<unknown> {
  return createMarker({
    label: `Inject(${nameOfToken(token)})`,
    mayWait: false,
    read: ({ context }) => {
      if (options === undefined) return context.injection.resolve(token);
      return context.injection.resolveOr(token, () => defaultOf(options));
    },
    onConstructor: options === undefined ? noteConstructor(token) : undefined,
  });
}

// Marked parameters suffice, no further decorator is needed.
function noteConstructor(token: Injectable<unknown>): (target: EventConstructor, index: number) => void {
  return (target, index) => {
    injectConstructor(token as EventConstructor as never)(target, undefined, index);
    injectable()(target as never);
  };
}

/** A variable of the context by its name. Falsy values are values; without a default, DEPENDENCY_MISSING at the call. */
export function Variable<T = unknown>(name: string, options?: DefaultOption<T>): Marker<T> & InjectedParameter<T> {
  return createMarker({
    label: `Variable("${name}")`,
    mayWait: false,
    read: ({ context: { variables } }) => {
      const given = variables.get(name);
      if (given !== undefined || variables.has(name)) return given;
      if (options === undefined)
        throw new MillraceError("DEPENDENCY_MISSING", `The context has no variable "${name}".`);
      const value = defaultOf(options);
      variables.set(name, value);
      return value;
    },
    onConstructor: undefined,
  });
}

/**
 * What a function of the context gives, awaited. It runs once per call of the handler, also when several parameters and
 * other `Depends` functions ask for it; made with {@link inject} it has dependencies of its own.
 */
export function Depends<T>(provide: Provide<T>): Marker<Awaited<T>> & InjectedParameter<Awaited<T>> {
  if (typeof provide !== "function") {
    throw new MillraceError("HANDLER_INVALID", `Depends was given ${typeof provide} where a function belongs.`);
  }
  const give = (call: InjectionCall): unknown =>
    callInjected(replacementOf(provide, call.context) ?? provide, call.context, call);
  return createMarker({
    label: `Depends(${provide.name || "(anonymous)"})`,
    mayWait: true,
    read: (call) => call.once(provide, give),
    onConstructor: undefined,
  });
}

function replacementOf(provide: object, context: InjectionContext): Provide<unknown> | undefined {
  const replacement = context.usedInjection?.replacement(provide);
  if (!replacement) return undefined;
  const { fake } = replacement;
  return typeof fake === "function" ? (fake as Provide<unknown>) : () => fake;
}
