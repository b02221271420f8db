// One subscription: what it listens to, how its handler runs, and its end. Where it sits in the index is `routing-index.ts`.
import type { BaseEvent } from "../event/base-event.js";
import type { Filter } from "../filter/filter.js";
import type { Context } from "./context.js";
import type { Seat } from "./seat-list.js";

/** What a subscriber is: reads events; its return value is ignored, a promise is awaited. */
export type Handler<E extends BaseEvent = BaseEvent> = (event: E, context: Context) => unknown;

/** What an interrupter is: returns the event to pass on, the same or another one, or null to suppress it. */
export type Interrupter<E extends BaseEvent = BaseEvent> = (
  event: E,
  context: Context,
) => BaseEvent | null | PromiseLike<BaseEvent | null>;

/** What happens to the error of a handler: it rejects `send`, or becomes a `HandlerFailed` event. */
export type ErrorPolicy = "throw" | "report";

/** Options of a subscription; all optional. */
export interface SubscribeOptions {
  /** The handler is an interrupter: it runs before anything else and decides what is passed on. Default false. */
  readonly interrupt?: boolean;
  /** Ends after the first event. Default false. */
  readonly once?: boolean;
  /** Started in its turn, awaited only at the end of the event, beside the others. Default false. */
  readonly concurrent?: boolean;
  /** What happens to an error. Default: what the stream says. */
  readonly onError?: ErrorPolicy;
  /** How explanations and errors call the subscription. Default: the name of the handler. */
  readonly name?: string;
  /** Ends the subscription when aborted. */
  readonly signal?: AbortSignal;
  /** The longest that the handler may take for one event, in milliseconds. Then it counts as failed with TIMEOUT. */
  readonly timeoutMs?: number;
}

/** The steps of the road at which a subscription may stand, in order. */
export const ROLES = ["interrupter", "observer", "subscriber", "flow"] as const;
export type Role = (typeof ROLES)[number];

/** A live subscription, as its owner holds it. Ends by any of the three ways; ending twice does nothing. */
export interface Subscription extends Disposable {
  /** How explanations and errors call it. */
  readonly name: string;
  /** True from its end on. */
  readonly closed: boolean;
  /** Ends it: its handler is not called any more, not even for an event that is being delivered. */
  unsubscribe(): void;
}

/** A handler as the road calls it: with the options folded in. */
export type RunHandler = (event: BaseEvent, context: Context) => unknown;

/** Who keeps subscriptions and is told of their ends. */
export interface SubscriptionKeeper {
  ended(subscription: SubscriptionRecord): void;
}

/** What a subscription is made of. */
export interface SubscriptionParts {
  readonly role: Role;
  /** Undefined: every event. */
  readonly filter: Filter | undefined;
  readonly run: RunHandler;
  /** Default: the name of the handler. */
  readonly name: string | undefined;
  readonly concurrent: boolean;
  readonly onError: ErrorPolicy;
  /** A link inside a flow: it alone is no reason to make an event. */
  readonly internal: boolean;
  /** True where the handler asks by itself what its filter would ask beyond class and field. */
  readonly decides: boolean;
  /** Called once at the end, with the reason. */
  readonly onEnd: ((why: string) => void) | undefined;
}

let order = 0;

/** The order of the subscription that was made last. */
export function latestOrder(): number {
  return order;
}

/** The record behind a {@link Subscription}. Its fields are declared, not defined: one is made for each `get`, too. */
export class SubscriptionRecord implements Subscription {
  /** Registration order over all streams: who came first runs first. */
  declare readonly order: number;
  declare readonly role: Role;
  declare readonly filter: Filter | undefined;
  declare readonly concurrent: boolean;
  declare readonly onError: ErrorPolicy;
  declare readonly internal: boolean;
  declare readonly decides: boolean;
  declare run: RunHandler;
  /** How many nested deliveries are inside the handler now; see `maxDepth`. */
  declare nested: number;
  /** Where it sits in the index: nearly always in one place. */
  declare seat: Seat | undefined;
  declare moreSeats: Seat[] | undefined;
  /** Its neighbours among those who subscribed to the same class. */
  declare previous: SubscriptionRecord | undefined;
  declare next: SubscriptionRecord | undefined;
  /** Why it ended; undefined while it lives. */
  declare ended: string | undefined;
  declare onEnd: ((why: string) => void) | undefined;
  declare private readonly keeper: SubscriptionKeeper;
  declare private readonly ownName: string | undefined;

  constructor(keeper: SubscriptionKeeper, parts: SubscriptionParts) {
    this.order = ++order;
    this.role = parts.role;
    this.filter = parts.filter;
    this.concurrent = parts.concurrent;
    this.onError = parts.onError;
    this.internal = parts.internal;
    this.decides = parts.decides;
    this.run = parts.run;
    this.nested = 0;
    this.seat = undefined;
    this.moreSeats = undefined;
    this.previous = undefined;
    this.next = undefined;
    this.ended = undefined;
    this.onEnd = parts.onEnd;
    this.keeper = keeper;
    this.ownName = parts.name;
  }

  get name(): string {
    return this.ownName || this.run.name || `#${String(this.order)}`;
  }

  get closed(): boolean {
    return this.ended !== undefined;
  }

  unsubscribe(): void {
    this.end("it was unsubscribed");
  }

  [Symbol.dispose](): void {
    this.end("its scope was left");
  }

  /** Ends it for a reason that `explain` will tell. */
  end(why: string): void {
    if (this.ended !== undefined) return;
    this.ended = why;
    this.keeper.ended(this);
    this.onEnd?.(why);
  }
}
