// What ends a call from outside: the caller's signal, the limits of its phases, a reader who leaves.
import { MillraceError } from "../errors/millrace-error.js";
import { currentClock } from "../primitives/clock.js";
import type { Phase, PhaseLimits } from "./phase-limits.js";

/** Which limits count while a call waits in a phase. */
const WATCHED = { connect: ["connect", "firstToken"], firstToken: ["firstToken"], idle: ["idle"] } as const;

/**
 * Stands over one call. The limits of phases count only the time in which the call waits for its provider, so that a reader
 * who takes long over a part is not taken for a provider who is silent; the limit of the whole counts all time.
 */
export class CallGuard {
  readonly #clock = currentClock();
  readonly #controller = new AbortController();
  readonly #limits: PhaseLimits;
  readonly #caller: AbortSignal | undefined;
  #phase: keyof typeof WATCHED = "connect";
  /** How long the call has waited: since its beginning, or since something was said. */
  #waitedMs = 0;
  #total: Disposable | undefined;
  #ending: MillraceError | undefined;

  constructor(limits: PhaseLimits, caller: AbortSignal | undefined) {
    this.#limits = limits;
    this.#caller = caller;
  }

  /** Aborted as soon as the call is over before its end; for what the call itself has under way. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** True when the reader has gone before anything else ended the call. */
  get left(): boolean {
    return this.#ending?.details["left"] === true;
  }

  /** ABORTED or TIMEOUT, when the call was ended from outside. */
  get ending(): MillraceError | undefined {
    return this.#ending;
  }

  /** The call begins: from now on the whole is timed and the caller is heard. */
  begin(): void {
    if (this.#caller?.aborted === true) this.onAbort();
    else this.#caller?.addEventListener("abort", this.onAbort, { once: true });
    this.check();
    const { total } = this.#limits;
    if (total !== Infinity) this.#total = this.#clock.schedule(total, () => this.expire("total"));
  }

  /** The server has begun to answer. */
  answered(): void {
    if (this.#phase === "connect") this.#phase = "firstToken";
  }

  /** Something was said; what counts from now on is silence. */
  said(): void {
    this.#phase = "idle";
    this.#waitedMs = 0;
  }

  /** Waits for `work`, and no longer than the call may go on. Rejects with ABORTED or TIMEOUT, or as `work` does. */
  wait<T>(work: PromiseLike<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const began = this.#clock.now();
      const timer = this.watch();
      const end = (): void => {
        timer?.[Symbol.dispose]();
        this.#waitedMs += this.#clock.now() - began;
        this.signal.removeEventListener("abort", over);
      };
      const over = (): void => {
        end();
        const ending: unknown = this.#ending;
        reject(ending);
      };
      if (this.signal.aborted) over();
      else this.signal.addEventListener("abort", over);
      work.then(
        (value) => {
          end();
          resolve(value);
        },
        (error: unknown) => {
          end();
          reject(error);
        },
      );
    });
  }

  /** Throws what has ended the call, if anything has. */
  check(): void {
    if (this.ending) throw this.ending;
  }

  /** The reader goes; whatever is under way is let go of. */
  leave(): void {
    this.over(new MillraceError("ABORTED", "The reader of a model call has left it.", { details: { left: true } }));
  }

  /** The call is over; nothing is timed and nobody is heard any more. */
  end(): void {
    this.#total?.[Symbol.dispose]();
    this.#caller?.removeEventListener("abort", this.onAbort);
  }

  private watch(): Disposable | undefined {
    let next: { readonly phase: Phase; readonly leftMs: number } | undefined;
    for (const phase of WATCHED[this.#phase]) {
      const leftMs = this.#limits[phase] - this.#waitedMs;
      if (leftMs !== Infinity && (next === undefined || leftMs < next.leftMs)) next = { phase, leftMs };
    }
    if (next === undefined) return undefined;
    const { phase, leftMs } = next;
    return this.#clock.schedule(leftMs, () => this.expire(phase));
  }

  private expire(phase: Phase): void {
    const timeoutMs = this.#limits[phase];
    const error = new MillraceError("TIMEOUT", `${SILENCE[phase]} within ${String(timeoutMs)} ms.`, {
      hint: `Raise timeouts.${phase}Ms of the call, or find out why the provider takes so long.`,
      // A call that has used up its whole time has used up the time for another try as well.
      details: { phase, timeoutMs, retryable: phase !== "total" },
    });
    this.over(error);
  }

  private readonly onAbort = (): void => {
    const cause: unknown = this.#caller?.reason;
    const details = { retryable: false };
    this.over(new MillraceError("ABORTED", "A model call was aborted by its signal.", { cause, details }));
  };

  private over(ending: MillraceError): void {
    this.end();
    this.#ending ??= ending;
    this.#controller.abort(this.#ending);
  }
}

const SILENCE: Readonly<Record<Phase, string>> = {
  connect: "The provider of a model did not begin to answer",
  firstToken: "A model did not say anything",
  idle: "A model fell silent and did not go on",
  total: "A model call was not done",
};
