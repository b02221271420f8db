// A child container of tsyringe that knows what it made. The only file that looks inside tsyringe (pinned to 4.10.0): its
// containers keep only what has a `dispose` method, dispose in the order of creation, all at once, and take the singletons
// of their parents with them.
import { type DependencyContainer, Lifecycle } from "tsyringe";
import { type Container } from "../stream/injection-port.js";

interface Registration {
  readonly options: { readonly lifecycle: Lifecycle };
  readonly instance?: unknown;
}

interface Insides {
  readonly disposables: Set<unknown>;
  construct(constructor: unknown, context: unknown): object;
  resolveRegistration(registration: Registration, context: unknown): unknown;
}

/** A child container and what was constructed through it, in order. */
export interface OwningContainer {
  readonly container: DependencyContainer;
  readonly made: readonly object[];
  /** Makes the container refuse to be used; disposes nothing. */
  retire(): Promise<void>;
}

/** Makes a child of a container. Singletons, and what they are made of, stay with the parent. */
export function createOwningContainer(parent: Container): OwningContainer {
  const container = parent.createChildContainer() as unknown as DependencyContainer;
  const insides = container as unknown as Insides;
  const made: object[] = [];
  let forParent = 0;
  const construct = insides.construct.bind(container);
  const resolveRegistration = insides.resolveRegistration.bind(container);
  insides.construct = (constructor, context) => {
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
