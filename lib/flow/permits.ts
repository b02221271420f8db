// How many handlers run at once. A handler that waits for its own subtree lends its permit and takes it back, so that no
// chain can wait for itself.

/** A counter of running handlers with a queue; first come, first served. */
export class Permits {
  #free: number;
  readonly #queue: (() => void)[] = [];

  /** At most `limit` at once; undefined: no limit. */
  constructor(limit: number | undefined) {
    this.#free = limit ?? Infinity;
  }

  /** Takes a permit. Undefined when one was free, else a promise of it. */
  acquire(): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free--;
      return undefined;
    }
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  /** Gives a permit back, to whoever waits longest. */
  release(): void {
    const next = this.#queue.shift();
    if (next) next();
    else this.#free++;
  }
}

/** The permits of one handler, lent while it waits for its subtree. */
export class Lease {
  #waits = 0;
  #held = true;
  #done = false;
  readonly #permits: readonly Permits[];

  private constructor(permits: readonly Permits[]) {
    this.#permits = permits;
  }

  /** Takes a permit of each, in order. */
  static async take(permits: readonly Permits[]): Promise<Lease> {
    for (const one of permits) await one.acquire();
    return new Lease(permits);
  }

  /** Waits for the subtree with the permits lent; overlapping waits lend them once. */
  async lendWhile<T>(work: () => PromiseLike<T>): Promise<T> {
    if (this.#waits++ === 0) this.release();
    try {
      return await work();
    } finally {
      if (--this.#waits === 0 && !this.#done) {
        for (const one of this.#permits) await one.acquire();
        this.#held = true;
        if (this.idle) this.release(); // lent again, or done, while it queued
      }
    }
  }

  /** The handler is done: its permits go back. Ending twice does nothing. */
  end(): void {
    this.#done = true;
    this.release();
  }

  private get idle(): boolean {
    return this.#waits > 0 || this.#done;
  }

  private release(): void {
    if (!this.#held) return;
    this.#held = false;
    for (const one of this.#permits) one.release();
  }
}
