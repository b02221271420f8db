// What ends a call from outside: its signal, a limit that was passed, a reader that left. The first one counts.

/** Rejects whoever waits, and closes the socket, when the call is ended from outside. */
export class CallEnding {
  readonly #controller = new AbortController();
  #wake: ((reason: unknown) => void) | undefined;

  /** Closes the socket. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get ended(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Why, once it has ended. */
  get reason(): unknown {
    return this.#controller.signal.reason as unknown;
  }

  /** Ends the call. Only the first reason counts. */
  end(reason: unknown): void {
    if (this.ended) return;
    this.#controller.abort(reason);
    this.#wake?.(reason);
  }

  /** Settles as `work` does, or rejects with the reason as soon as the call is ended. One at a time. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.ended) {
        work.catch(() => undefined);
        reject(this.reason);
        return;
      }
      this.#wake = reject;
      work.then(resolve, (error: unknown) => {
        reject(this.ended ? this.reason : error);
      });
    });
  }
}
