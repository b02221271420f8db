// The stream in one process: joins road, record, subscriptions and the notes that explain them.
import { randomUUID } from "node:crypto";
import { MillraceError } from "../errors/millrace-error.js";
import { BaseEvent } from "../event/base-event.js";
import { classInfo } from "../event/event-class.js";
import { noEvent } from "../event/event-codec.js";
import type { EventConstructor } from "../event/event-statics.js";
import type { Clock } from "../primitives/clock.js";
import { checkCount } from "../primitives/check-count.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import { attach, type Attachment } from "./attach.js";
import { type Context, type OwnedContext, OwnedStreamContext, StreamContext } from "./context.js";
import { type ContextOptions, ContextScope } from "./context-scope.js";
import type { Storage } from "./event-log.js";
import type { EventExplanation, ExplainOptions } from "./explain.js";
import { History } from "./history.js";
import type { Container } from "./injection-port.js";
import { MemoryCore } from "./memory-core.js";
import { MemoryLog } from "./memory-log.js";
import type { Stream } from "./stream.js";
import { StreamView } from "./stream-view.js";
import { checkErrorPolicy } from "./subscribe-options.js";
import type { ErrorPolicy } from "./subscription.js";

/** Options of {@link MemoryStream}; all optional. */
export interface MemoryStreamOptions {
  /** Names the stream in a storage. Default: a UUID. */
  readonly id?: string;
  /** Whether events are recorded. Default true. */
  readonly history?: boolean;
  /** How many events the history keeps; older ones are dropped. Default 10,000; `Infinity` keeps all. */
  readonly retain?: number;
  /** Where events are recorded. Default: a memory of its own. */
  readonly storage?: Storage;
  /** What happens to the error of a handler, unless its subscription says otherwise. Default `"throw"`. */
  readonly onError?: ErrorPolicy;
  /** Event classes to bind to their types now, so that JSON of them decodes. */
  readonly events?: readonly EventConstructor<BaseEvent>[];
  /** The tsyringe container behind contexts and `attach(Class)`. Default: tsyringe's global one. */
  readonly container?: Container;
  /** Through how many nested sends one plain handler may be entered. Default 1,000. */
  readonly maxDepth?: number;
  /** The source of time for timeouts. Default: the clock in force. */
  readonly clock?: Clock;
}

const OPTIONS = ["id", "history", "retain", "storage", "onError", "events", "container", "maxDepth", "clock"];
const CONTEXT_OPTIONS = ["variables", "dependencies", "container", "prompt", "signal", "humanInput", "parent"];
const DEFAULT_RETAIN = 10_000;
const DEFAULT_MAX_DEPTH = 1_000;

/**
 * A stream in memory.
 *
 * ```ts
 * const stream = new MemoryStream();
 * stream.where(ToolCall).subscribe((event, context) => { … });
 * await stream.send(new ToolCall({ name: "search" }));
 * ```
 *
 * With the memory history, an event that meets only synchronous handlers has been handled when `send` returns.
 */
export class MemoryStream extends StreamView implements Stream {
  readonly id: string;
  readonly history: History;
  readonly #core: MemoryCore;

  /** Throws OPTION_INVALID for a `retain` or `maxDepth` that is no count, HANDLER_INVALID for an unknown `onError`. */
  constructor(options: MemoryStreamOptions = {}) {
    refuseUnknown("MemoryStream", options, OPTIONS);
    const { id = randomUUID(), retain = DEFAULT_RETAIN, maxDepth = DEFAULT_MAX_DEPTH, onError = "throw" } = options;
    checkCount("retain", retain, 0);
    checkCount("maxDepth", maxDepth, 1);
    checkErrorPolicy(onError);
    for (const constructor of options.events ?? []) classInfo(constructor);
    const log = options.history === false ? undefined : (options.storage?.log(id, { retain }) ?? new MemoryLog(retain));
    const core = new MemoryCore({ log, maxDepth, onError, clock: options.clock, container: options.container });
    super(core, undefined);
    core.stream = this;
    this.#core = core;
    this.id = id;
    this.history = new History(log);
  }

  get closed(): boolean {
    return this.#core.closed;
  }

  send(event: BaseEvent, context?: Context): Promise<boolean> {
    const core = this.#core;
    return context === undefined && !core.closed ? core.subject.send(event) : this.sendIn(event, context);
  }

  private sendIn(event: BaseEvent, context: Context | undefined): Promise<boolean> {
    const core = this.#core;
    if (core.closed) return Promise.reject(core.closedError());
    if (context instanceof StreamContext) return core.subject.sendFrom(event, context);
    return Promise.reject(new MillraceError("OPTION_INVALID", "send was given a context that no stream has made."));
  }

  context(options: ContextOptions = {}): OwnedContext {
    refuseUnknown("context", options, CONTEXT_OPTIONS);
    const { parent } = options;
    const ownParent = parent instanceof StreamContext && parent.host === this.#core ? parent : undefined;
    return new OwnedStreamContext(this.#core, new ContextScope({ ...this.#core.defaults, ...options }), ownParent);
  }

  attach<T extends object>(target: T | (abstract new (...args: never[]) => T)): Attachment<T> {
    return attach(this.#core, target, this.#core.defaults.container);
  }

  explain(event: BaseEvent, options: ExplainOptions = {}): EventExplanation {
    refuseUnknown("explain", options, ["predicates"]);
    if (!((event as unknown) instanceof BaseEvent)) throw noEvent(event, "explain");
    return this.#core.explainer.explain(this.#core.subject.index, event, options);
  }

  close(): Promise<void> {
    this.#core.close();
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
