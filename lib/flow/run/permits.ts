// How many handlers run at once. A handler that waits for its own subtree lends its permit and takes it back, so that no
// chain can wait for itself.

/** A counter of what runs, with a queue; first come, first served. */
export class Permits {
  #limit: number;
  /** Below 0 while more hold one than the limit allows. */
  #free: number;
  #queue: (() => void)[] = [];
  /** Where the queue begins: taking from the front of a long array would move all of it each time. */
  #front = 0;
  #serving = false;

  /** At most `limit` at once. */
  constructor(limit: number) {
    this.#limit = limit;
    this.#free = limit;
  }

  /** How many can be taken without waiting. */
  get free(): number {
    return this.#front < this.#queue.length ? 0 : Math.max(this.#free, 0);
  }

  /** Takes a permit. Undefined when one was free, else a promise of it. */
  acquire(): Promise<void> | undefined {
    if (this.free > 0) {
      this.#free--;
      return undefined;
    }
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  /** Takes a permit, whether there is one or not: what goes on must go on. */
  take(): void {
    this.#free--;
  }

  /** Takes a permit as soon as there is one, and calls back with it, inside of the `release` of another. */
  request(task: () => void): void {
    this.#queue.push(task);
    this.serve();
  }

  /** Changes how many there are: those who wait profit at once, those who hold one keep it. */
  resize(limit: number): void {
    this.#free += limit - this.#limit;
    this.#limit = limit;
    this.serve();
  }

  /** Gives a permit back, to whoever waits longest. */
  release(): void {
    this.#free++;
    this.serve();
  }

  // What is called here may give permits back: a loop, not a recursion.
  private serve(): void {
    if (this.#serving) return;
    this.#serving = true;
    while (this.#free > 0 && this.#front < this.#queue.length) {
      const next = this.takeFirst();
      this.#free--;
      next();
    }
    this.#serving = false;
  }

  private takeFirst(): () => void {
    // One alone, as a fan-out has that lets its next item in: `pop` keeps the room for it.
    if (this.#queue.length === 1) return this.#queue.pop() as () => void;
    const next = this.#queue[this.#front++] as () => void;
    if (this.#front * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#front);
      this.#front = 0;
    }
    return next;
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

  /** Another lease of the same permits, for the next attempt; this one ends. */
  renew(): Lease {
    this.end();
    return new Lease(this.#permits);
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
