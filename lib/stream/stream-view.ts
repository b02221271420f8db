// What `where` returns: the same stream seen through a filter. Keeps no subscribers of its own.
import { MillraceError } from "../errors/millrace-error.js";
import type { BaseEvent } from "../event/base-event.js";
import type { EventOf, Filter, FilterInput } from "../filter/filter.js";
import { filterOf, type MadeOf, type Where } from "../filter/where.js";
import { EventFuture, type GetOptions } from "./event-future.js";
import { type HandlerDecorator, type InterrupterDecorator, noteHandler } from "./handler-decorator.js";
import { EventJoin, type JoinOptions } from "./join.js";
import type { StreamCore } from "./stream-core.js";
import type { Handler, Interrupter, SubscribeOptions, Subscription } from "./subscription.js";

/** {@link Where} that narrows a view. */
export interface NarrowsView<E extends BaseEvent> extends MadeOf {
  readonly made: this["of"] extends BaseEvent ? StreamView<this["of"] extends E ? this["of"] : E & this["of"]> : never;
}

// Filled by the class: the way in for the other files of the house.
let readCore: (view: StreamView) => StreamCore;
let readFilter: (view: StreamView) => Filter | undefined;

type Interrupting = SubscribeOptions & { readonly interrupt: true };
type Observing = SubscribeOptions & { readonly interrupt?: false };

/**
 * A stream seen through a filter: `stream.where(ToolCall)`. Views of views narrow further. A view holds nothing and need
 * not be closed.
 */
export class StreamView<E extends BaseEvent = BaseEvent> implements AsyncIterable<E> {
  /** Narrows the view; takes every form of {@link Where}. Throws FILTER_INVALID at once for what is no filter. */
  declare readonly where: Where<NarrowsView<E>, E>;
  readonly #core: StreamCore;
  readonly #filter: Filter | undefined;

  /** For streams and `where`. */
  constructor(core: StreamCore, filter: Filter | undefined) {
    this.#core = core;
    this.#filter = filter;
  }

  /**
   * Subscribes a handler: called with each event and its context, after those who subscribed earlier.
   *
   * With `interrupt: true` it is an interrupter, which runs before all others and returns the event to pass on, another
   * one, or null. Without a handler, a decorator for methods: a static method subscribes at once, a method of instances
   * when its instance is attached to this stream.
   *
   * @throws HANDLER_INVALID, STREAM_CLOSED.
   */
  subscribe(handler: Interrupter<E>, options: Interrupting): Subscription;
  subscribe(handler: Handler<E>, options?: Observing): Subscription;
  subscribe(options: Interrupting): InterrupterDecorator<E>;
  subscribe(options?: Observing): HandlerDecorator<E>;
  subscribe(
    first?: Handler<E> | Interrupter<E> | SubscribeOptions,
    options: SubscribeOptions = {},
  ): Subscription | HandlerDecorator<E> {
    if (first === undefined || isOptions(first)) {
      if (typeof options === "function")
        throw new MillraceError("HANDLER_INVALID", "subscribe takes the handler first, then its options.");
      return noteHandler({
        filter: this.#filter,
        options: (first as SubscribeOptions | undefined) ?? {},
        core: this.#core,
      });
    }
    const { interrupt } = (options as SubscribeOptions | null) ?? {};
    return this.#core.subscribe(interrupt ? "interrupter" : "subscriber", this.#filter, first, options);
  }

  /**
   * Subscribes for a scope: `using scope = view.subScope(handler)` ends with the block, `view.subScope(handler, work)`
   * when the work is done, whose result it returns. AG2's `sub_scope`.
   */
  subScope(handler: Handler<E>, options?: Observing): Subscription;
  subScope<T>(handler: Handler<E>, work: () => T | PromiseLike<T>): Promise<T>;
  subScope<T>(handler: Handler<E>, second: Observing | (() => T | PromiseLike<T>) = {}): Subscription | Promise<T> {
    if (typeof second !== "function") return this.subscribe(handler, second);
    return this.runInScope(handler, second);
  }

  /**
   * The next matching event as a future that listens from now on. The filter is optional.
   *
   * ```ts
   * using next = stream.get(HumanMessage, { timeoutMs: 1000 });
   * const message = await next;
   * ```
   */
  get(): EventFuture<E>;
  get(options: GetOptions): EventFuture<E>;
  get<const W extends FilterInput>(
    filter: W,
    options?: GetOptions,
  ): EventFuture<EventOf<W> extends E ? EventOf<W> : E & EventOf<W>>;
  get(first?: FilterInput | GetOptions, options?: GetOptions): EventFuture<BaseEvent> {
    if (first === undefined || isOptions(first))
      return new EventFuture(this.#core, this.#filter, options ?? (first as GetOptions | undefined));
    return new EventFuture(this.#core, narrow(this.#filter, [first]), options);
  }

  /** The events from now on as an async iterator with a bounded buffer; see {@link JoinOptions}. */
  join(options: JoinOptions = {}): EventJoin<E> {
    return new EventJoin<E>(this.#core, this.#filter, options);
  }

  /** `for await (const event of view)`: a `join` with default options. */
  [Symbol.asyncIterator](): EventJoin<E> {
    return this.join();
  }

  private async runInScope<T>(handler: Handler<E>, work: () => T | PromiseLike<T>): Promise<T> {
    using _scope = this.subscribe(handler);
    return await work();
  }

  static {
    Object.defineProperty(this.prototype, "where", {
      value(this: StreamView, ...args: unknown[]) {
        return new StreamView(this.#core, narrow(this.#filter, args));
      },
    });
    readCore = (view) => view.#core;
    readFilter = (view) => view.#filter;
  }
}

function isOptions(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function narrow(outer: Filter | undefined, args: readonly unknown[]): Filter {
  const inner = filterOf(args);
  return outer === undefined ? inner : outer.and(inner);
}

/** The stream behind a view. */
export function coreOf(view: StreamView): StreamCore {
  return readCore(view);
}

/** The filter of a view; undefined when it shows everything. */
export function filterOfView(view: StreamView): Filter | undefined {
  return readFilter(view);
}
