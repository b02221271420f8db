// What all events of one conversation share: variables, prompt, dependencies, and an end. Nothing is made before it is used.
import { setMaxListeners } from "node:events";
import { MillraceError } from "../errors/millrace-error.js";
import { follow } from "./on-abort.js";
import type { Context } from "./context.js";
import type { HumanInput } from "./human-input.js";
import { type Container, type InjectionContext, type InjectionScope, injector } from "./injection-port.js";

/** What a context of one's own is made from; all optional. */
export interface ContextOptions {
  /** Values by name, for `Variable` and `context.variables`; copied. */
  readonly variables?: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>;
  /** Objects by name, for `Inject("name")` and `context.resolve("name")`. */
  readonly dependencies?: Readonly<Record<string, unknown>>;
  /** The tsyringe container whose child this context resolves from. Default: the stream's, else tsyringe's own. */
  readonly container?: Container;
  /** System prompts; copied. */
  readonly prompt?: readonly string[];
  /** Aborts the context's signal. */
  readonly signal?: AbortSignal;
  /** Answers what `context.input` asks. Default: whoever sends a `HumanMessage`. */
  readonly humanInput?: HumanInput;
  /**
   * The context that this one comes from, of any stream: its variables are copied, what is not provided here is resolved
   * there, and on its own stream, what is sent is caused by what it answers.
   */
  readonly parent?: Context;
}

/** The parts that a scope may have for itself while it shares the others. */
export interface SharedScopeParts {
  /** Whose signal it is. */
  readonly over: { readonly signal: AbortSignal };
  readonly humanInput: HumanInput | undefined;
}

/** The shared part of contexts. */
export class ContextScope {
  ended = false;
  readonly #options: ContextOptions;
  #variables: Map<string, unknown> | undefined;
  #prompt: string[] | undefined;
  #controller: AbortController | undefined;
  #unfollow: (() => void) | undefined;
  #injection: InjectionScope | undefined;
  #ending: Promise<void> | undefined;

  constructor(options: ContextOptions) {
    this.#options = options;
  }

  /** Who answers questions, if anybody was named. */
  get humanInput(): HumanInput | undefined {
    return this.#options.humanInput;
  }

  get variables(): Map<string, unknown> {
    const { parent, variables } = this.#options;
    return (this.#variables ??= new Map([...(parent?.variables ?? []), ...entriesOf(variables)]));
  }

  get prompt(): string[] {
    return (this.#prompt ??= [...(this.#options.prompt ?? [])]);
  }

  /** One signal for the life of the scope: a listener that was added can be removed again. */
  get signal(): AbortSignal {
    if (this.#controller) return this.#controller.signal;
    const controller = (this.#controller = new AbortController());
    setMaxListeners(0, controller.signal); // as many as there are handlers and flows in the conversation
    if (this.ended) controller.abort(endedError());
    else if (this.#options.signal) this.#unfollow = follow(this.#options.signal, controller);
    return controller.signal;
  }

  get injection(): InjectionScope {
    if (this.#injection) return this.#injection;
    if (this.ended) throw endedError();
    const { container, dependencies, parent } = this.#options;
    const outer = parent === undefined ? undefined : () => (parent as InjectionContext).injection;
    return (this.#injection = injector().createScope({ container, dependencies, outer }));
  }

  /** The injection if anything has been resolved or overridden yet. */
  get usedInjection(): InjectionScope | undefined {
    return this.#injection ?? (this.#options.parent as InjectionContext | undefined)?.usedInjection;
  }

  /** Ends it at once if there is nothing to wait for and nobody to tell. False: `end` has work to do. */
  endIdle(): boolean {
    if (this.#injection !== undefined || this.#controller !== undefined) return false;
    this.ended = true;
    return true;
  }

  /** Aborts the signal and disposes what was resolved, in reverse order, each awaited. Ending twice ends once. */
  end(): Promise<void> {
    return (this.#ending ??= this.endOnce());
  }

  private async endOnce(): Promise<void> {
    this.ended = true;
    this.#unfollow?.();
    this.#controller?.abort(endedError());
    await this.#injection?.end();
  }
}

/** A scope that shares all of another one but its signal and who answers: that of one turn in a conversation. */
export class SharedScope extends ContextScope {
  readonly #shared: ContextScope;
  readonly #parts: SharedScopeParts;

  constructor(shared: ContextScope, parts: SharedScopeParts) {
    super({});
    this.#shared = shared;
    this.#parts = parts;
  }

  override get humanInput(): HumanInput | undefined {
    return this.#parts.humanInput;
  }

  override get variables(): Map<string, unknown> {
    return this.#shared.variables;
  }

  override get prompt(): string[] {
    return this.#shared.prompt;
  }

  override get signal(): AbortSignal {
    return this.#parts.over.signal;
  }

  override get injection(): InjectionScope {
    return this.#shared.injection;
  }

  override get usedInjection(): InjectionScope | undefined {
    return this.#shared.usedInjection;
  }
}

function entriesOf(variables: ContextOptions["variables"]): Iterable<[string, unknown]> {
  if (variables === undefined) return [];
  return variables instanceof Map ? (variables as Map<string, unknown>) : Object.entries(variables);
}

function endedError(): MillraceError {
  return new MillraceError("SCOPE_ENDED", "The scope of this context has ended, and what it resolved is disposed.");
}
