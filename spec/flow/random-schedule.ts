/** When things happen, at random and without a clock: steps that wait are let go in an order drawn from a seed. */

/** Numbers from 0 up to below `limit`, the same for the same seed. */
export function draws(seed: number): (limit: number) => number {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % limit;
  };
}

/** Lets its waiters go one by one, each drawn among those that wait. */
export class RandomSchedule {
  private readonly waiting: (() => void)[] = [];
  private readonly draw: (limit: number) => number;
  private pumping = false;

  constructor(seed: number) {
    this.draw = draws(seed);
  }

  /** Waits for some turns; for none, not even a microtask passes. */
  after(turns: number): Promise<void> | undefined {
    return turns === 0 ? undefined : this.wait(turns);
  }

  private async wait(turns: number): Promise<void> {
    for (let turn = 1; turn < turns; turn++) await Promise.resolve();
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
      if (!this.pumping) void this.pump();
    });
  }

  private async pump(): Promise<void> {
    this.pumping = true;
    while (this.waiting.length > 0) {
      for (let turn = this.draw(6); turn >= 0; turn--) await Promise.resolve();
      const [next] = this.waiting.splice(this.draw(this.waiting.length), 1);
      next?.();
    }
    this.pumping = false;
  }
}
