// An end that somebody may ask to be told of: an AbortController costs more than most of what it could end.

/** What can be given up. */
export interface Abortable {
  readonly aborted: boolean;
  readonly reason: unknown;
  /** Made when it is first asked for. */
  readonly signal: AbortSignal;
}

/** An AbortController whose signal is made when somebody asks for it. */
export class LazyAbort implements Abortable {
  private controller: AbortController | undefined = undefined;
  private ending: { readonly reason: unknown } | undefined = undefined;

  get aborted(): boolean {
    return this.ending !== undefined;
  }

  get reason(): unknown {
    return this.ending?.reason;
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.ending !== undefined) this.controller.abort(this.ending.reason);
    }
    return this.controller.signal;
  }

  /** Aborts it, once. */
  abort(reason?: unknown): void {
    if (this.ending !== undefined) return;
    this.ending = { reason };
    this.controller?.abort(reason);
  }
}
