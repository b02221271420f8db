// The injection of one context: one object per token, from a child container made when first needed; disposed at the end.
import { container as globalContainer, type InjectionToken } from "tsyringe";
import { MillraceError } from "../errors/millrace-error.js";
import type { Container, Injectable, InjectionScope, ScopeSource } from "../stream/injection-port.js";
import { nameOfToken } from "./name-of-token.js";
import { createOwningContainer, type OwningContainer } from "./owning-container.js";

interface Override {
  readonly fake: unknown;
}

/** Fills the {@link InjectionScope} of a context from a tsyringe container. */
export class ContainerScope implements InjectionScope {
  readonly #parent: Container;
  /** Where what this scope does not provide is resolved: it comes from there. */
  readonly #outer: (() => InjectionScope) | undefined;
  /** Dependencies by name, and defaults that were taken. */
  readonly #named: Map<unknown, unknown>;
  /** What the container gave. Forgotten when an override comes or goes, since a fake may be a part of it. */
  readonly #built = new Map<unknown, unknown>();
  #owning: OwningContainer | undefined;
  #overrides: Map<unknown, Override[]> | undefined;
  #ended = false;

  constructor({ container, dependencies, outer }: ScopeSource) {
    this.#parent = container ?? globalContainer;
    this.#outer = outer;
    this.#named = new Map(Object.entries(dependencies ?? {}));
  }

  resolve(token: Injectable<unknown>): unknown {
    const built = this.#overrides === undefined ? this.#built.get(token) : undefined;
    if (built !== undefined) return built; // what most calls find
    const known = this.given(token);
    if (known) return known.value;
    if (this.#ended) throw endedError(token);
    // What is not named here is the one object of where this scope comes from, built there or not.
    if (this.#outer !== undefined && !this.registers(token)) return this.#outer().resolve(token);
    return this.build(token);
  }

  resolveOr(token: Injectable<unknown>, fallback: () => unknown): unknown {
    if (!this.#ended && !this.provides(token)) this.#named.set(token, fallback());
    return this.resolve(token);
  }

  provides(token: Injectable<unknown>): boolean {
    if (this.given(token) !== undefined || this.registers(token)) return true;
    return this.#outer?.().provides(token) ?? false;
  }

  // With an outer scope, only a container of its own counts: tsyringe's global one is that of the outer scope, too.
  private registers(token: Injectable<unknown>): boolean {
    const isOwn = this.#outer === undefined || this.#parent !== globalContainer;
    return isOwn && isRegistered(this.#parent, token);
  }

  override(target: object | symbol | string, fake: unknown): Disposable {
    const overrides = (this.#overrides ??= new Map<unknown, Override[]>());
    const fakes = overrides.get(target) ?? [];
    const mine: Override = { fake };
    fakes.push(mine); // the latest counts; any of them may be disposed first
    overrides.set(target, fakes);
    this.#built.clear();
    return {
      [Symbol.dispose]: () => {
        const place = fakes.indexOf(mine);
        if (place >= 0) fakes.splice(place, 1);
        this.#built.clear();
      },
    };
  }

  replacement(target: object | symbol | string): Override | undefined {
    return this.#overrides?.get(target)?.at(-1) ?? this.#outer?.().replacement(target);
  }

  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#named.clear();
    this.#built.clear();
    if (!this.#owning) return;
    const failures: unknown[] = [];
    for (const instance of [...this.#owning.made].reverse()) {
      try {
        await disposeInstance(instance);
      } catch (error) {
        failures.push(error); // the others must still be disposed
      }
    }
    await this.#owning.retire();
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, "Several dependencies could not be disposed.");
  }

  private build(token: Injectable<unknown>): unknown {
    if (typeof token !== "function" && !isRegistered(this.#parent, token)) {
      throw new MillraceError("DEPENDENCY_MISSING", `Nobody provides ${nameOfToken(token)}.`);
    }
    this.#owning ??= createOwningContainer(this.#parent, {
      find: (wanted) => this.given(wanted),
      keep: (wanted, value) => this.#built.set(wanted, value),
    });
    return resolveFrom(this.#owning.container, token);
  }

  // What need not be built, for handlers and constructors alike.
  private given(token: unknown): { readonly value: unknown } | undefined {
    const override = this.replacement(token as Injectable<unknown>);
    if (override) return { value: override.fake };
    const values = this.#named.has(token) ? this.#named : this.#built;
    return values.has(token) ? { value: values.get(token) } : undefined;
  }
}

function endedError(token: Injectable<unknown>): MillraceError {
  return new MillraceError("SCOPE_ENDED", `${nameOfToken(token)} was resolved after the scope of its context ended.`);
}

function isRegistered(container: Container, token: Injectable<unknown>): boolean {
  return container.isRegistered(token as never, true);
}

/**
 * Resolves from a container of tsyringe.
 *
 * @throws DEPENDENCY_FAILED with tsyringe's nested reasons as cause.
 */
export function resolveFrom(container: Container, token: Injectable<unknown>): unknown {
  try {
    return container.resolve(token as InjectionToken as never);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const noTypes = text.includes("TypeInfo not known");
    throw new MillraceError("DEPENDENCY_FAILED", `${nameOfToken(token)} could not be built: ${text}`, {
      cause: error,
      ...(noTypes ? { hint: NO_TYPES } : {}),
    });
  }
}

const NO_TYPES =
  "The compiler gave no types of the constructor's parameters. Register the class with a factory, mark its parameters with " +
  "@Inject(token), or decorate it with @injectable() and compile with emitDecoratorMetadata (esbuild and tsx cannot).";

type Disposing = Partial<AsyncDisposable & Disposable & { dispose(): unknown }>;

async function disposeInstance(instance: Disposing): Promise<void> {
  if (typeof instance[Symbol.asyncDispose] === "function") await instance[Symbol.asyncDispose]?.();
  else if (typeof instance[Symbol.dispose] === "function") instance[Symbol.dispose]?.();
  else await instance.dispose?.();
}
