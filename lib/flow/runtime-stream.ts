// The runtime stream of an execution: kept before anybody reads, replayed to each reader, ended once.
import { type Clock } from "../primitives/clock.js";
import { createDeferred, type Deferred } from "../primitives/deferred.js";
import { warn } from "../primitives/warn.js";
import { checkTimeoutMs } from "../stream/subscribe-options.js";

// Items form a chain, so that whoever stands somewhere in it keeps alive what lies ahead, and nothing else does.
interface Link<T> {
  readonly item: T | undefined;
  next: Link<T> | undefined;
}

/** Options of a reader. */
export interface ReadOptions {
  /** The longest silence, in milliseconds, before the reader ends with one warning. The execution goes on. */
  readonly timeoutMs?: number;
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
  readonly #waiting = new Set<Deferred<boolean>>();
  readonly #retain: number;

  /** Keeps the last `retain` items for readers that come later; those who read already miss none. */
  constructor(retain: number) {
    this.#retain = retain;
  }

  get open(): boolean {
    return this.#state === "open";
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
  read(begin: () => void, clock: () => Clock, options: ReadOptions): RuntimeStreamReader<T> {
    return new Reader(this, begin, clock, options);
  }

  /** Where a new reader stands: before the oldest kept item. */
  get start(): Link<T> {
    return this.#oldest;
  }

  /** What a reader finds that stands at the end: done, an error to throw, or nothing yet. */
  get ending(): { readonly error?: unknown } | undefined {
    if (this.#state === "failed") return { error: this.#error };
    return this.open ? undefined : {};
  }

  /** Resolves true at the next change, or false when none comes in time. */
  async change(clock: () => Clock, timeoutMs: number | undefined): Promise<boolean> {
    const news = createDeferred<boolean>();
    const timer =
      timeoutMs === undefined
        ? undefined
        : clock().schedule(timeoutMs, () => {
            news.resolve(false);
          });
    this.#waiting.add(news);
    try {
      return await news.promise;
    } finally {
      this.#waiting.delete(news);
      timer?.[Symbol.dispose]();
    }
  }

  /** Makes everyone who waits look again. */
  wake(): void {
    for (const { resolve } of this.#waiting) resolve(true);
  }
}

class Reader<T> implements RuntimeStreamReader<T> {
  #place: Link<T> | undefined;
  #ended = false;
  #last: Promise<unknown> = Promise.resolve();
  readonly #stream: RuntimeStream<T>;
  readonly #begin: () => void;
  readonly #clock: () => Clock;
  readonly #timeoutMs: number | undefined;

  constructor(stream: RuntimeStream<T>, begin: () => void, clock: () => Clock, { timeoutMs }: ReadOptions) {
    checkTimeoutMs(timeoutMs);
    this.#stream = stream;
    this.#begin = begin;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** Calls that overlap are served one after the other, each with an item of its own. */
  next(): Promise<IteratorResult<T, undefined>> {
    const take = (): Promise<IteratorResult<T, undefined>> => this.take();
    const result = this.#last.then(take, take);
    this.#last = result;
    return result;
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#ended = true;
    this.#stream.wake();
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async take(): Promise<IteratorResult<T, undefined>> {
    if (this.#place === undefined) {
      this.#place = this.#stream.start;
      this.#begin();
    }
    while (!this.#ended && this.#place.next === undefined) {
      const { ending } = this.#stream;
      if (ending) {
        this.#ended = true;
        if ("error" in ending) throw ending.error;
      } else if (!(await this.#stream.change(this.#clock, this.#timeoutMs))) {
        this.#ended = true;
        warn(
          "MILLRACE_READER_TIMEOUT",
          `A reader ended after ${String(this.#timeoutMs)} ms of silence; the execution goes on.`,
        );
      }
    }
    const { next } = this.#place;
    if (this.#ended || next === undefined) return DONE;
    this.#place = next;
    return { done: false, value: next.item as T };
  }
}
