// How many calls a provider takes: at once, and in a minute. Who comes first goes first.
import { checkCount } from "../../primitives/check-count.js";
import { currentClock } from "../../primitives/clock.js";
import { createDeferred, type Deferred } from "../../primitives/deferred.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { Usage } from "../usage.js";

/** What a provider takes. Nothing is limited that is left out. */
export interface LimitOptions {
  /** Calls at once. A call counts until its answer has ended or was left. */
  readonly concurrency?: number;
  /** Calls that begin within any 60 seconds. */
  readonly requestsPerMinute?: number;
  /** Tokens that were told within the last 60 seconds; an answer's are known when it ends. */
  readonly tokensPerMinute?: number;
}

const MINUTE_MS = 60_000;

/** A call's turn under the limits. */
export interface Turn {
  /** How many go before it, counted from 1; 0 for one that need not wait. */
  readonly position: number;
  /** Resolves when it is its turn, with how long it has waited, in milliseconds. */
  readonly come: Promise<number>;
  /** Leaves the queue, or frees the place. Only the first time counts. */
  leave(usage?: Usage): void;
}

interface Waiting extends Deferred<number> {
  readonly since: number;
}

/**
 * The limits of one provider. Clients that share a provider share them when they are given one object:
 *
 * ```ts
 * const limits = new ModelLimits({ concurrency: 4 });
 * openaiCompatible({ baseUrl, model: "large", limits });
 * openaiCompatible({ baseUrl, model: "small", limits });
 * ```
 *
 * @throws OPTION_INVALID.
 */
export class ModelLimits {
  readonly #concurrency: number;
  readonly #requests: number;
  readonly #tokens: number;
  readonly #queue: Waiting[] = [];
  readonly #begun: number[] = [];
  readonly #spent: { readonly at: number; readonly tokens: number }[] = [];
  #running = 0;
  #timer: Disposable | undefined;

  constructor(options: LimitOptions) {
    refuseUnknown("limits", options, ["concurrency", "requestsPerMinute", "tokensPerMinute"]);
    const { concurrency = Infinity, requestsPerMinute = Infinity, tokensPerMinute = Infinity } = options;
    checkCount("limits.concurrency", concurrency, 1);
    checkCount("limits.requestsPerMinute", requestsPerMinute, 1);
    checkCount("limits.tokensPerMinute", tokensPerMinute, 1);
    this.#concurrency = concurrency;
    this.#requests = requestsPerMinute;
    this.#tokens = tokensPerMinute;
  }

  /** How many calls wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** How many calls have a place. */
  get running(): number {
    return this.#running;
  }

  /** Takes a place, or one in the queue. */
  enter(): Turn {
    const since = currentClock().now();
    const waiting: Waiting = { ...createDeferred<number>(), since };
    const position = this.#queue.push(waiting);
    this.advance();
    const atOnce = !this.#queue.includes(waiting);
    let left = false;
    const leave = (usage?: Usage): void => {
      if (left) return;
      left = true;
      this.leave(waiting, usage);
    };
    return { position: atOnce ? 0 : position, come: waiting.promise, leave };
  }

  private leave(waiting: Waiting, usage: Usage | undefined): void {
    const place = this.#queue.indexOf(waiting);
    if (place !== -1) this.#queue.splice(place, 1);
    else this.#running--;
    const tokens = usage?.totalTokens ?? (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
    if (tokens > 0 && this.#tokens !== Infinity) this.#spent.push({ at: currentClock().now(), tokens });
    this.advance();
  }

  /** Lets in who may go, first come, first served, and looks again when the minute has room. */
  private advance(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    const now = currentClock().now();
    while (this.#begun[0] !== undefined && this.#begun[0] <= now - MINUTE_MS) this.#begun.shift();
    while (this.#spent[0] !== undefined && this.#spent[0].at <= now - MINUTE_MS) this.#spent.shift();
    for (;;) {
      const next = this.#queue[0];
      if (next === undefined || this.#running >= this.#concurrency) return;
      const freeAt = this.freeAt();
      if (freeAt > now) {
        this.#timer = currentClock().schedule(freeAt - now, () => {
          this.advance();
        });
        return;
      }
      this.#queue.shift();
      this.#running++;
      if (this.#requests !== Infinity) this.#begun.push(now);
      next.resolve(now - next.since);
    }
  }

  /** When the minute has room again; 0 when it has. */
  private freeAt(): number {
    const request = this.#begun[this.#begun.length - this.#requests];
    let tokens = this.#spent.reduce((sum, spent) => sum + spent.tokens, 0);
    let freeAt = request === undefined ? 0 : request + MINUTE_MS;
    for (const spent of this.#spent) {
      if (tokens < this.#tokens) break;
      tokens -= spent.tokens;
      freeAt = Math.max(freeAt, spent.at + MINUTE_MS);
    }
    return freeAt;
  }
}
