// What users need of tsyringe, so that they get the very copy that this package uses, after its metadata polyfill.
import {
  container as globalContainer,
  type DependencyContainer,
  injectable as markInjectable,
  Lifecycle as Lifecycles,
  scoped as markScoped,
  singleton as markSingleton,
} from "tsyringe";

/** tsyringe's global container, the parent of every context that is given none. */
export const container: DependencyContainer = globalContainer;

/** How long what a container builds lives: `Singleton`, `ContainerScoped`, `ResolutionScoped`, `Transient`. */
export const Lifecycle = Lifecycles;
export type Lifecycle = Lifecycles;

/** Lets tsyringe build a class by the types of its constructor, where the compiler emits them. */
export const injectable = markInjectable;

/** Registers a class to be built once for the container that it is registered with. */
export const singleton = markSingleton;

/** Registers a class with a {@link Lifecycle}. */
export const scoped = markScoped;
