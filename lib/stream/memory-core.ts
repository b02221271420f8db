// The inside of a stream in memory: makes subscriptions, keeps them in the index, and remembers what it needs to explain.
import { MillraceError } from "../errors/millrace-error.js";
import type { BaseEvent } from "../event/base-event.js";
import { isInterruptible } from "../event/event-class.js";
import type { EventConstructor } from "../event/event-statics.js";
import type { Filter } from "../filter/filter.js";
import { type Clock, currentClock } from "../primitives/clock.js";
import type { Attachment } from "./attach.js";
import { announceEvent, deliverAdmitted } from "./announce.js";
import { DELIVERED } from "./delivery.js";
import type { Admit, Announced, AnnounceOptions, ContextHost, StreamContext } from "./context.js";
import type { ContextOptions, ContextScope } from "./context-scope.js";
import type { EventLog } from "./event-log.js";
import { EventSubject } from "./event-subject.js";
import { Explainer } from "./explain.js";
import type { Container } from "./injection-port.js";
import { onAbort } from "./on-abort.js";
import { reportFailure } from "./report-failure.js";
import type { Stream } from "./stream.js";
import type { StreamCore } from "./stream-core.js";
import { checkSubscription, runOnce, runWithin } from "./subscribe-options.js";
import {
  type ErrorPolicy,
  type Role,
  type RunHandler,
  type SubscribeOptions,
  type SubscriptionKeeper,
  type SubscriptionParts,
  SubscriptionRecord,
} from "./subscription.js";

/** What a {@link MemoryCore} is made of. */
export interface MemoryCoreOptions {
  readonly log: EventLog | undefined;
  readonly maxDepth: number;
  readonly onError: ErrorPolicy;
  readonly clock: Clock | undefined;
  readonly container: Container | undefined;
}

const CLOSED = "its stream was closed";

/** The inside of a `MemoryStream`. */
export class MemoryCore implements StreamCore, ContextHost, SubscriptionKeeper {
  /** The stream that this is the inside of; set by it. */
  stream!: Stream;
  closed = false;
  readonly subject: EventSubject;
  readonly explainer = new Explainer();
  readonly attachments = new Map<object, Attachment>();
  readonly defaults: ContextOptions;
  readonly #onError: ErrorPolicy;
  readonly #clock: Clock | undefined;

  constructor({ log, maxDepth, onError, clock, container }: MemoryCoreOptions) {
    this.defaults = container ? { container } : {};
    this.#onError = onError;
    this.#clock = clock;
    this.subject = new EventSubject({
      host: this,
      log,
      maxDepth,
      onReplaced: (event, by, interrupter) => {
        this.explainer.noteReplacement(event, by, interrupter);
      },
      onSuppressed: (suppression) => {
        this.explainer.noteSuppression(suppression);
      },
    });
  }

  get clock(): Clock {
    return this.#clock ?? currentClock();
  }

  sendFrom(event: BaseEvent, from: StreamContext): Promise<boolean> {
    return this.closed ? Promise.reject(this.closedError()) : this.subject.sendFrom(event, from);
  }

  report(event: BaseEvent, what: string, error: unknown): void {
    void reportFailure(this.subject, event, what, error);
  }

  deliverFrom(event: BaseEvent, from: StreamContext, admit?: Admit): Announced {
    if (this.closed) return Promise.reject(this.closedError());
    const context = this.subject.contextOf(event, from);
    const sent =
      admit === undefined ? this.subject.deliver(event, context) : deliverAdmitted(this.subject, event, context, admit);
    if (sent === DELIVERED) return context.cause ?? event;
    return sent.then((delivered) => (delivered ? (context.cause ?? event) : null));
  }

  wants(constructor: EventConstructor<BaseEvent>, recorded = true): boolean {
    return this.subject.wants(constructor, recorded);
  }

  isAwaited(constructor: EventConstructor<BaseEvent>): boolean {
    for (const { filter } of this.subject.index.subscriptions()) {
      if (filter?.plan.keys.some((key) => key.constructor === constructor)) return true;
    }
    return false;
  }

  announceFrom(event: BaseEvent, from: StreamContext, options: AnnounceOptions): Announced {
    if (this.closed) throw this.closedError();
    return announceEvent(this.subject, event, this.subject.contextOf(event, from), options);
  }

  sendAs(
    event: BaseEvent,
    scope: ContextScope,
    cause: BaseEvent | undefined,
    depth: number,
    lineage: object | undefined,
  ): Promise<boolean> {
    if (this.closed) return Promise.reject(this.closedError());
    return this.subject.sendAs(event, scope, cause, depth, lineage);
  }

  subscribe(role: Role, filter: Filter | undefined, handler: unknown, options: SubscribeOptions): SubscriptionRecord {
    checkSubscription(handler, options);
    if (role === "interrupter") checkInterruptible(filter);
    const { once, concurrent = false, onError = this.#onError, signal, timeoutMs } = options;
    const run = handler as RunHandler;
    const isFolded = once === true || timeoutMs !== undefined;
    const name = options.name ?? (isFolded ? run.name : undefined); // a handler that is not folded is asked when needed
    const record = this.make({
      role,
      filter,
      run,
      name,
      concurrent,
      onError,
      internal: false,
      decides: false,
      onEnd: undefined,
    });
    if (timeoutMs !== undefined) {
      record.run = runWithin(
        record.run,
        timeoutMs,
        () => this.clock,
        () => record.name,
      );
    }
    if (once)
      record.run = runOnce(record.run, () => {
        record.end("it was for one event, which came");
      });
    this.subject.index.add(record);
    if (signal) {
      record.onEnd = onAbort(signal, () => {
        record.end("its signal was aborted");
      });
      if (record.closed) record.onEnd("");
    }
    return record;
  }

  observe(
    filter: Filter | undefined,
    run: (event: BaseEvent) => unknown,
    onEnd: (why: string) => void,
    name?: string,
  ): SubscriptionRecord {
    const record = this.make({
      role: "observer",
      filter,
      run,
      name,
      concurrent: false,
      onError: "report",
      internal: false,
      decides: false,
      onEnd,
    });
    this.subject.index.add(record);
    return record;
  }

  subscribeFlow(filter: Filter, name: string, run: RunHandler, internal = false, decides = false): SubscriptionRecord {
    const record = this.make({
      role: "flow",
      filter,
      run,
      name,
      concurrent: true,
      onError: "throw",
      internal,
      decides,
      onEnd: undefined,
    });
    this.subject.index.add(record);
    return record;
  }

  ended(subscription: SubscriptionRecord): void {
    this.subject.index.remove(subscription);
    this.explainer.noteEnd(subscription);
  }

  /** Ends everything that listens. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const subscription of this.subject.index.subscriptions()) subscription.end(CLOSED);
    this.attachments.clear();
    this.subject.complete();
  }

  closedError(): MillraceError {
    return new MillraceError("STREAM_CLOSED", `The stream ${this.stream.id} is closed.`, {
      details: { stream: this.stream.id },
    });
  }

  endedError(why: string): MillraceError {
    if (why === CLOSED) return this.closedError();
    return new MillraceError("FUTURE_DISPOSED", `The wait is over: ${why}.`);
  }

  private make(parts: SubscriptionParts): SubscriptionRecord {
    if (this.closed) throw this.closedError();
    return new SubscriptionRecord(this, parts);
  }
}

// An interrupter that nothing could ever reach is a mistake: it would wait in silence.
function checkInterruptible(filter: Filter | undefined): void {
  const keys = filter?.plan.keys ?? [];
  if (keys.length === 0 || keys.some(({ constructor }) => isInterruptible(constructor))) return;
  throw new MillraceError(
    "HANDLER_INVALID",
    `${String(filter)} can be observed and not interrupted: it has happened.`,
    {
      hint: "Interrupt what comes before it, such as the start of the chunk, or subscribe without interrupt.",
    },
  );
}
