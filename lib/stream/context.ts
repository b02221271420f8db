// What a handler receives beside the event: the stream, what the conversation shares, and the event that it answers.
import type { MillraceError } from "../errors/millrace-error.js";
import type { BaseEvent } from "../event/base-event.js";
import type { EventConstructor } from "../event/event-statics.js";
import { ContextScope } from "./context-scope.js";
import { askHuman, type HumanInputRequest } from "./human-input.js";
import type { Injectable, InjectionScope } from "./injection-port.js";
import type { Failure } from "./run-handlers.js";
import type { Stream } from "./stream.js";

/** Options of `context.input`. */
export interface InputOptions {
  /** The longest wait for the answer, in milliseconds. Default: for ever. */
  readonly timeoutMs?: number;
  /** Gives up when aborted. */
  readonly signal?: AbortSignal;
}

/** What every handler, interrupter, tool, hook and chunk receives. */
export interface Context {
  readonly stream: Stream;
  /** Values by name, shared by all events of this conversation. */
  readonly variables: Map<string, unknown>;
  /** System prompts, shared likewise. */
  readonly prompt: string[];
  /** Aborts when the scope ends, or when the handler runs out of its `timeoutMs`. */
  readonly signal: AbortSignal;
  /** The event being handled; what is sent from here names it as its cause. */
  readonly cause: BaseEvent | undefined;
  /** Sends an event in this conversation: `causedBy` is set, variables and dependencies go along. True: delivered. */
  send(event: BaseEvent): Promise<boolean>;
  /**
   * Asks a human: sends a `HumanInputRequest`, or the one that it is given, and resolves with the content of the
   * `HumanMessage` that answers it, from the conversation's `humanInput` or from whoever sends one. `timeoutMs` covers both.
   *
   * @throws TIMEOUT, ABORTED, STREAM_CLOSED; HUMAN_INPUT_FAILED, HUMAN_INPUT_MISSING where a hook answers.
   */
  input(question: string | HumanInputRequest, options?: InputOptions): Promise<string>;
  /** The one object of this context for a class, a token or a name. Throws DEPENDENCY_MISSING, DEPENDENCY_FAILED. */
  resolve<T>(token: Exclude<Injectable<T>, string>): T;
  resolve(name: string): unknown;
  /** Gives `fake` wherever this context would resolve `target` or run it as a `Depends` function. For specs. */
  override(target: Injectable<unknown> | ((...args: never[]) => unknown), fake: unknown): Disposable;
}

/** What the interrupters have made of an event; null: suppressed. A promise only where something is waited for. */
export type Announced = BaseEvent | null | Promise<BaseEvent | null>;

/** Whether an announced event is still to be met, once its interrupters have spoken. */
export type Admit = (event: BaseEvent) => boolean;

/** How an event is announced. */
export interface AnnounceOptions {
  /** What its subscribers throw goes here. */
  readonly onFailure: (error: unknown) => void;
  readonly admit?: Admit;
  /** False: told to those who listen now, and not recorded. Default true. */
  readonly recorded?: boolean;
  /** True: where the record takes its time, the answer comes when it is done, and the event is shown. */
  readonly untilShown?: boolean;
}

/** How a context reaches the road of its stream. */
export interface ContextHost {
  readonly stream: Stream;
  readonly closed: boolean;
  closedError(): MillraceError;
  sendFrom(event: BaseEvent, from: StreamContext): Promise<boolean>;
  /** See `sendVerdict`. */
  deliverFrom(event: BaseEvent, from: StreamContext, admit?: Admit): Announced;
  /** True when an event of the class would meet anybody, or be recorded where that is asked for. */
  wants(constructor: EventConstructor<BaseEvent>, recorded?: boolean): boolean;
  /** True when somebody listens for this very class, and not only for everything. */
  isAwaited(constructor: EventConstructor<BaseEvent>): boolean;
  /** Tells of a failure that nobody awaits. */
  report(event: BaseEvent, what: string, error: unknown): void;
  /** See `announce`. */
  announceFrom(event: BaseEvent, from: StreamContext, options: AnnounceOptions): Announced;
  /** The same from the parts of a context that would be made for this one event alone. */
  sendAs(
    event: BaseEvent,
    scope: ContextScope,
    cause: BaseEvent | undefined,
    depth: number,
    lineage: object | undefined,
  ): Promise<boolean>;
  /** What contexts that nobody made start with. */
  readonly defaults: ConstructorParameters<typeof ContextScope>[0];
}

/**
 * The context of one delivery, or the one that its maker holds. One is made for each event sent: it makes its scope when
 * first touched, and its fields are declared, not defined, and none is `#private`, since either would cost as much again.
 */
export class StreamContext implements Context {
  /** True while its delivery is under way. */
  declare active: boolean;
  /** The event being handled; changes when an interrupter puts another in its place. */
  declare cause: BaseEvent | undefined;
  /** How many deliveries this one is nested in. */
  declare readonly depth: number;
  /** True when nobody made this context, so that its scope ends with the delivery. */
  declare readonly passing: boolean;
  /** What handlers of this delivery threw. */
  declare failures: Failure[] | undefined;
  /** The scope if anybody has touched it. */
  declare usedScope: ContextScope | undefined;
  /** What a flow hangs on everything that its executions cause. */
  declare readonly lineage: object | undefined;
  declare readonly host: ContextHost;
  declare private readonly ownSignal: AbortSignal | undefined;

  constructor(
    host: ContextHost,
    scope: ContextScope | undefined,
    cause: BaseEvent | undefined,
    depth: number,
    passing: boolean,
    lineage: object | undefined,
    signal: AbortSignal | undefined,
  ) {
    this.active = true;
    this.cause = cause;
    this.depth = depth;
    this.passing = passing;
    this.failures = undefined;
    this.usedScope = scope;
    this.lineage = lineage;
    this.host = host;
    this.ownSignal = signal;
  }

  get stream(): Stream {
    return this.host.stream;
  }

  get scope(): ContextScope {
    if (this.usedScope !== undefined) return this.usedScope;
    const scope = (this.usedScope = new ContextScope(this.host.defaults));
    if (this.passing && !this.active) scope.endIdle(); // touched for the first time after its delivery
    return scope;
  }

  get variables(): Map<string, unknown> {
    return this.scope.variables;
  }

  get prompt(): string[] {
    return this.scope.prompt;
  }

  get signal(): AbortSignal {
    return this.ownSignal ?? this.scope.signal;
  }

  get injection(): InjectionScope {
    return this.scope.injection;
  }

  get usedInjection(): InjectionScope | undefined {
    return this.usedScope?.usedInjection;
  }

  send(event: BaseEvent): Promise<boolean> {
    return this.host.sendFrom(event, this);
  }

  /** See `announce`. */
  announce(event: BaseEvent, options: AnnounceOptions): Announced {
    return this.host.announceFrom(event, this, options);
  }

  /** See `sendVerdict`. */
  deliver(event: BaseEvent, admit?: Admit): Announced {
    return this.host.deliverFrom(event, this, admit);
  }

  async input(question: string | HumanInputRequest, options: InputOptions = {}): Promise<string> {
    return (await askHuman(this, question, this.usedScope?.humanInput, options)).content;
  }

  resolve<T>(token: Injectable<T>): T {
    return this.injection.resolve(token) as T;
  }

  override(target: object | symbol | string, fake: unknown): Disposable {
    return this.injection.override(target, fake);
  }

  /** The same context with other parts. */
  derive(changes: ContextChanges): StreamContext {
    const { lineage = this.lineage, signal = this.ownSignal, cause = this.cause, scope = this.scope } = changes;
    return new StreamContext(this.host, scope, cause, this.depth, false, lineage, signal);
  }
}

/** What {@link StreamContext.derive} may change. */
export interface ContextChanges {
  readonly signal?: AbortSignal;
  readonly lineage?: object;
  /** What is sent from it names this as its cause. */
  readonly cause?: BaseEvent;
  readonly scope?: ContextScope;
}

/** A context that its maker owns: it lives until ended, over as many events as are sent with it. */
export interface OwnedContext extends Context, AsyncDisposable {
  /** Aborts the signal and disposes what was resolved, in reverse order, each awaited. */
  end(): Promise<void>;
}

/** An {@link OwnedContext} of a stream. */
export class OwnedStreamContext extends StreamContext implements OwnedContext {
  constructor(host: ContextHost, scope: ContextScope, parent: StreamContext | undefined) {
    super(host, scope, parent?.cause, parent?.depth ?? 0, false, parent?.lineage, undefined);
  }

  end(): Promise<void> {
    return this.scope.end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.scope.end();
  }
}
