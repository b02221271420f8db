// How many handlers run at once. A handler that waits for its own subtree lends its permit and takes it back, so that no
// chain can wait for itself.

/** A counter of running handlers with a queue; first come, first served. */
export class Permits {
  #free: number;
  #queue: (() => void)[] = [];
  /** Where the queue begins: taking from the front of a long array would move all of it each time. */
  #front = 0;

  /** At most `limit` at once. */
  constructor(limit: number) {
    this.#free = limit;
  }

  /** How many can be taken without waiting. */
  get free(): number {
    return this.#free;
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
    const next = this.#queue[this.#front];
    if (next === undefined) {
      this.#free++;
      return;
    }
    if (++this.#front * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#front);
      this.#front = 0;
    }
    next();
  }
}

/** The permits of one handler, lent while it waits for its subtree. */
export class Lease {
  #held = false;
  #waits = 0;
  #done = false;
  #taking: Promise<void> | undefined;
  readonly #permits: readonly Permits[];

  /** Over permits that every lease takes in this order, so that two cannot hold what the other waits for. */
  constructor(permits: readonly Permits[]) {
    this.#permits = permits;
  }

  /** Takes a permit of each. Undefined when there is none to wait for. */
  take(): Promise<void> | undefined {
    if (this.#held || this.#permits.length === 0) return undefined;
    return (this.#taking ??= this.takeEach());
  }

  /** Waits for the subtree with the permits lent; waits that overlap lend them once, and take them back once. */
  lendWhile<T>(work: () => Promise<T>): Promise<T> {
    return this.#permits.length === 0 ? work() : this.lend(work);
  }

  /** The handler is done: its permits go back. Ending twice does nothing. */
  end(): void {
    this.#done = true;
    this.giveBack();
  }

  private async lend<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waits++ === 0) this.giveBack();
    try {
      return await work();
    } finally {
      if (--this.#waits === 0 && !this.#done) await this.take();
    }
  }

  private async takeEach(): Promise<void> {
    for (const one of this.#permits) await one.acquire();
    this.#taking = undefined;
    this.#held = true;
    if (this.#waits > 0 || this.#done) this.giveBack(); // lent again, or done, while it queued
  }

  private giveBack(): void {
    if (!this.#held) return;
    this.#held = false;
    for (const one of this.#permits) one.release();
  }
}
