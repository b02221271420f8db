// A child container of tsyringe that knows what it made. The only file that looks inside tsyringe (pinned to 4.10.0): its
// containers keep only what has a `dispose` method, dispose in the order of creation, all at once, and take the singletons
// of their parents with them.
import "reflect-metadata";
import { type DependencyContainer, Lifecycle } from "tsyringe";
import { MillraceError } from "../errors/millrace-error.js";
import type { Container } from "../stream/injection-port.js";

interface Registration {
  readonly options: { readonly lifecycle: Lifecycle };
  readonly instance?: unknown;
}

interface Insides {
  readonly disposables: Set<unknown>;
  construct(constructor: unknown, context: unknown): object;
  resolve(token: unknown, context?: unknown, isOptional?: boolean): unknown;
  resolveRegistration(registration: Registration, context: unknown): unknown;
}

/** A child container and what was constructed through it, in order. */
export interface OwningContainer {
  readonly container: DependencyContainer;
  readonly made: readonly object[];
  /** Makes the container refuse to be used; disposes nothing. */
  retire(): Promise<void>;
}

/** What the scope of a container has for tokens: handlers and constructors get the same object. */
export interface KnownValues {
  find(token: unknown): { readonly value: unknown } | undefined;
  keep(token: unknown, value: unknown): void;
}

/**
 * Makes a child of a container. Singletons, and what they are made of, stay with the parent. What the scope knows goes
 * into constructors, too; never into those of singletons, which outlive it.
 */
export function createOwningContainer(parent: Container, known: KnownValues): OwningContainer {
  const container = parent.createChildContainer() as unknown as DependencyContainer;
  const insides = container as unknown as Insides;
  const made: object[] = [];
  let forParent = 0;
  const construct = insides.construct.bind(container);
  const resolveRegistration = insides.resolveRegistration.bind(container);
  const resolve = insides.resolve.bind(container);
  insides.resolve = (token, context, isOptional) => {
    if (forParent > 0) return resolve(token, context, isOptional);
    const found = known.find(token);
    if (found) return found.value;
    const value = resolve(token, context, isOptional);
    if (value !== undefined) known.keep(token, value);
    return value;
  };
  insides.construct = (constructor, context) => {
    checkParameters(constructor);
    const instance = construct(constructor, context);
    if (forParent === 0) made.push(instance);
    else if (insides.disposables.delete(instance)) (parent as unknown as Insides).disposables.add(instance);
    return instance;
  };
  insides.resolveRegistration = (registration, context) => {
    if (registration.options.lifecycle !== Lifecycle.Singleton) return resolveRegistration(registration, context);
    forParent++;
    try {
      return resolveRegistration(registration, context);
    } finally {
      forParent--;
    }
  };
  return {
    container,
    made,
    async retire() {
      insides.disposables.clear();
      await container.dispose();
    },
  };
}

// Without emitted types tsyringe passes undefined for the parameters that nobody marked.
function checkParameters(constructor: unknown): void {
  if (typeof constructor !== "function" || Reflect.hasMetadata("design:paramtypes", constructor)) return;
  const marked = Reflect.getOwnMetadata("injectionTokens", constructor) as object | undefined;
  if (marked === undefined || Object.keys(marked).length >= constructor.length) return;
  throw new MillraceError(
    "DEPENDENCY_FAILED",
    `TypeInfo not known for "${constructor.name}": ${String(Object.keys(marked).length)} of its ${String(constructor.length)} parameters are marked.`,
  );
}
