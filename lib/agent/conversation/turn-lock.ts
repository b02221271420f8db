// One turn at a time: who comes later waits, in the order of coming.
import { MillraceError } from "../../errors/millrace-error.js";
import { onAbort } from "../../stream/on-abort.js";

/** Lets go of a lock; twice does nothing. */
export type Release = () => void;

/** The lock of one conversation. */
export class TurnLock {
  /** Stands for the one who holds it now. */
  holder: object | undefined = undefined;
  private readonly waiting: (() => void)[] = [];

  /** How many wait. */
  get length(): number {
    return this.waiting.length;
  }

  /** Takes the lock, at once where it is free. Rejects with ABORTED when the signal aborts before that. */
  acquire(waiter: { readonly signal: AbortSignal }): Release | Promise<Release> {
    if (this.holder === undefined) return this.hold();
    const { signal } = waiter;
    return new Promise((resolve, reject) => {
      const take = (): void => {
        unfollow();
        resolve(this.hold());
      };
      const unfollow = onAbort(signal, () => {
        const place = this.waiting.indexOf(take);
        if (place >= 0) this.waiting.splice(place, 1);
        reject(new MillraceError("ABORTED", "A turn was given up before it began.", { cause: signal.reason }));
      });
      if (!signal.aborted) this.waiting.push(take);
    });
  }

  private hold(): Release {
    const mine = (this.holder = {});
    return () => {
      if (this.holder !== mine) return;
      this.holder = undefined;
      this.waiting.shift()?.();
    };
  }
}
