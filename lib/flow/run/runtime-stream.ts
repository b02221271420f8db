// The runtime stream of an execution: kept before anybody reads, replayed to each reader, ended once.
import type { Clock } from "../../primitives/clock.js";
import { warn } from "../../primitives/warn.js";
import { checkTimeoutMs } from "../../stream/subscribe-options.js";

// Items form a chain, so that whoever stands somewhere in it keeps alive what lies ahead, and nothing else does.
interface Link<T> {
  readonly item: T | undefined;
  next: Link<T> | undefined;
}

/** Options of a reader. */
export interface ReadOptions {
  /** The longest silence, in milliseconds, before the reader ends with one warning. The execution goes on. */
  readonly timeoutMs?: number;
  /**
   * Whether pauses and their answers are among the items, as {@link InterruptItem}. Default: only where no contract says
   * what items are.
   */
  readonly interrupts?: boolean;
}

/** One reader: an async iterator with its own place, from the oldest kept item on. */
export type RuntimeStreamReader<T> = AsyncIterableIterator<T, undefined>;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Items of one execution and those who read them. */
export class RuntimeStream<T> {
  /** Stands before the oldest kept item. */
  #oldest: Link<T> = { item: undefined, next: undefined };
  #newest = this.#oldest;
  #kept = 0;
  #state: "open" | "stopped" | "failed" = "open";
  #error: unknown;
  #waiting: Set<() => void> | undefined;
  readonly #retain: number;
  readonly #onItem: ((item: T) => void) | undefined;

  /** Keeps the last `retain` items for readers that come later; those who read already miss none. `onItem` hears of each. */
  constructor(retain: number, onItem?: (item: T) => void) {
    this.#retain = retain;
    this.#onItem = onItem;
  }

  get open(): boolean {
    return this.#state === "open";
  }

  /** True when the execution failed while the stream was open. */
  get failed(): boolean {
    return this.#state === "failed";
  }

  /** Adds an item behind all others. False when the stream has ended. */
  put(item: T): boolean {
    if (!this.open) return false;
    this.#newest = this.#newest.next = { item, next: undefined };
    if (++this.#kept > this.#retain) {
      this.#oldest = this.#oldest.next as Link<T>;
      this.#kept--;
    }
    this.wake();
    this.#onItem?.(item);
    return true;
  }

  /** Ends the stream behind the items already put. False when it had ended. */
  stop(): boolean {
    if (!this.open) return false;
    this.#state = "stopped";
    this.wake();
    return true;
  }

  /** Ends the stream with an error, which every reader gets once, behind the items already put. */
  fail(error: unknown): void {
    if (!this.open) return;
    this.#state = "failed";
    this.#error = error;
    this.wake();
  }

  /** A new reader. `begin` is called at its first `next`. */
  read(
    begin: () => void,
    clock: () => Clock,
    options: ReadOptions,
    shows?: (item: T) => boolean,
  ): RuntimeStreamReader<T> {
    return new Reader(this, begin, clock, options, shows);
  }

  /** Where a new reader stands: before the oldest kept item. */
  get start(): Link<T> {
    return this.#oldest;
  }

  /** What a reader finds who stands at the end: done, an error to throw, or nothing yet. */
  get ending(): { readonly error?: unknown } | undefined {
    if (this.#state === "failed") return { error: this.#error };
    return this.open ? undefined : {};
  }

  /** Calls back once at the next item or end. The result ends that. */
  onChange(callback: () => void): () => void {
    (this.#waiting ??= new Set()).add(callback);
    return () => {
      this.#waiting?.delete(callback);
    };
  }

  private wake(): void {
    if (this.#waiting) for (const callback of this.#waiting) callback();
  }
}

/** What ends a reader's wait for the next item. */
type News = "change" | "silence" | "left";

class Reader<T> implements RuntimeStreamReader<T> {
  #place: Link<T> | undefined;
  #ended = false;
  #last: Promise<unknown> = Promise.resolve();
  /** How many calls of `next` are open. */
  #busy = 0;
  /** Ends the wait for the next item. */
  #tell: ((news: News) => void) | undefined;
  readonly #stream: RuntimeStream<T>;
  readonly #begin: () => void;
  readonly #clock: () => Clock;
  readonly #timeoutMs: number | undefined;
  readonly #shows: ((item: T) => boolean) | undefined;

  constructor(
    stream: RuntimeStream<T>,
    begin: () => void,
    clock: () => Clock,
    { timeoutMs }: ReadOptions,
    shows: ((item: T) => boolean) | undefined,
  ) {
    checkTimeoutMs(timeoutMs);
    this.#shows = shows;
    this.#stream = stream;
    this.#begin = begin;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** Calls that overlap are served one after the other, each with an item of its own. */
  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#busy > 0) {
      this.#busy++;
      const take = (): Promise<IteratorResult<T, undefined>> => this.take();
      return (this.#last = this.#last.then(take, take));
    }
    const ready = this.ready();
    if (ready) return Promise.resolve(ready);
    this.#busy++;
    return (this.#last = this.take());
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#ended = true;
    this.#tell?.("left");
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  // The next item that is there, for a reader that has begun.
  private ready(): IteratorYieldResult<T> | undefined {
    if (this.#ended) return undefined;
    for (let next = this.#place?.next; next !== undefined; next = next.next) {
      this.#place = next;
      const item = next.item as T;
      if (this.#shows === undefined || this.#shows(item)) return { done: false, value: item };
    }
    return undefined;
  }

  private async take(): Promise<IteratorResult<T, undefined>> {
    try {
      if (this.#ended) return DONE;
      this.#place ??= this.begin();
      for (;;) {
        const ready = this.ready();
        if (ready) return ready;
        const { ending } = this.#stream;
        if (ending) this.#ended = true;
        if (ending && "error" in ending) throw ending.error;
        if (ending || (await this.news()) !== "change") return DONE;
      }
    } finally {
      this.#busy--;
    }
  }

  // A start that fails ends the reader, which would otherwise wait for a run that never begins.
  private begin(): Link<T> {
    const place = this.#stream.start;
    try {
      this.#begin();
    } catch (error) {
      this.#ended = true;
      throw error;
    }
    return place;
  }

  private news(): Promise<News> {
    return new Promise((resolve) => {
      const timeoutMs = this.#timeoutMs;
      const stopListening = this.#stream.onChange(() => this.#tell?.("change"));
      const onSilence = (): void => this.#tell?.("silence");
      const timer = timeoutMs === undefined ? undefined : this.#clock().schedule(timeoutMs, onSilence);
      this.#tell = (news) => {
        this.#tell = undefined;
        stopListening();
        timer?.[Symbol.dispose]();
        if (news === "silence") this.endBySilence();
        resolve(news);
      };
    });
  }

  private endBySilence(): void {
    this.#ended = true;
    const after = `${String(this.#timeoutMs)} ms of silence`;
    warn("MILLRACE_READER_TIMEOUT", `A reader of a runtime stream ended after ${after}; the execution goes on.`);
  }
}
