// The log of one request: what has happened so far, for readers who come at any time and go at their own pace.
import { MillraceError } from "../../errors/millrace-error.js";
import { createDeferred, type Deferred } from "../../primitives/deferred.js";
import { onAbort } from "../../stream/on-abort.js";
import type { RequestEvent } from "./request-events.js";

/** An entry knows the next one only: what every reader has passed, and nobody will replay, is free. */
interface Entry {
  readonly event: RequestEvent | undefined;
  next: Entry | undefined;
}

/** Where a reader begins, and how long it reads. */
export interface ReadLogOptions {
  /** The first number that it wants. Default: everything that is kept. */
  readonly from?: number;
  readonly signal?: AbortSignal;
}

/** The events of a request in their order. */
export class RequestLog {
  /** What stands before the first that is kept. */
  private before: Entry = { event: undefined, next: undefined };
  private last = this.before;
  private kept = 0;
  private change: Deferred<undefined> | undefined = undefined;
  private end: { readonly failure?: { readonly error: unknown } } | undefined = undefined;
  /** How many read now. */
  readers = 0;
  /** True when a later reader would miss what came first. */
  hasDropped = false;

  constructor(
    /** How many events late readers find. */
    private readonly retain: number,
    /** The last reader has left before the end. */
    private readonly onIdle: () => void,
  ) {}

  append(event: RequestEvent): void {
    const entry: Entry = { event, next: undefined };
    this.last.next = entry;
    this.last = entry;
    if (++this.kept > this.retain) {
      this.kept--;
      this.before = this.before.next ?? entry;
      this.hasDropped = true;
    }
    this.wake();
  }

  /** Nothing follows: readers end, or throw the failure, behind the last event. */
  close(failure?: { readonly error: unknown }): void {
    this.end ??= failure ? { failure } : {};
    this.wake();
  }

  /** Reads what is kept, then what comes, to the end. Throws the failure of the request, ABORTED for `signal`. */
  async *read({ from = 0, signal }: ReadLogOptions = {}): AsyncGenerator<RequestEvent, void, undefined> {
    if (signal) refuseAborted(signal);
    this.readers++;
    try {
      let passed = this.before;
      for (;;) {
        while (passed.next !== undefined) {
          passed = passed.next;
          const { event } = passed;
          if (event !== undefined && event.seq >= from) yield event;
          if (signal) refuseAborted(signal);
        }
        if (this.end !== undefined) {
          if (this.end.failure) throw this.end.failure.error;
          return;
        }
        await this.changed(signal);
      }
    } finally {
      if (--this.readers === 0 && this.end === undefined) this.onIdle();
    }
  }

  private wake(): void {
    this.change?.resolve(undefined);
    this.change = undefined;
  }

  private async changed(signal: AbortSignal | undefined): Promise<void> {
    const { promise } = (this.change ??= createDeferred<undefined>());
    if (signal === undefined) {
      await promise;
      return;
    }
    const aborted = createDeferred<undefined>();
    const unfollow = onAbort(signal, () => {
      aborted.resolve(undefined);
    });
    await Promise.race([promise, aborted.promise]);
    unfollow();
    refuseAborted(signal);
  }
}

function refuseAborted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new MillraceError("ABORTED", "The reader of a request was aborted; the request goes on.", {
    cause: signal.reason,
  });
}
