// `explain`: why a handler does or does not run for an event. Pure: it runs no interrupter and no handler, and of the
// predicates only those that it is given by name.
import type { BaseEvent } from "../event/base-event.js";
import { isInterruptible } from "../event/event-class.js";
import type { EventConstructor } from "../event/event-statics.js";
import { explainFilter } from "../filter/explain-filter.js";
import type { Suppression } from "./interrupt.js";
import type { RoutingIndex } from "./routing-index.js";
import type { Role, SubscriptionRecord } from "./subscription.js";

/** How many ended subscriptions and suppressed events are remembered. */
const REMEMBERED = 256;

/** Options of `explain`. */
export interface ExplainOptions {
  /** Names of predicates that may be run to answer; others leave the answer `unknown`. */
  readonly predicates?: readonly string[];
}

/** The answer for one subscription. */
export interface SubscriptionExplanation {
  readonly name: string;
  readonly role: Role;
  /** What it listens to, in the text form; `every event` without a filter. */
  readonly filter: string;
  /** Whether it would run; `unknown` when that hangs on a predicate that was not asked. */
  readonly runs: boolean | "unknown";
  /** Why not, or what is unknown. */
  readonly reason?: string;
}

/** The answer for one event. */
export interface EventExplanation {
  readonly event: BaseEvent;
  /** The interrupter that dropped this very event, if one did. */
  readonly suppressedBy?: string;
  /** The event that an interrupter put in the place of this very one, if one did. */
  readonly replacedBy?: BaseEvent;
  /** Live subscriptions in order, then those that ended, latest first. */
  readonly subscriptions: readonly SubscriptionExplanation[];
  /** One line per subscription, for people. */
  toString(): string;
}

// What an interrupter made of an event.
interface InterrupterVerdict {
  readonly interrupter: string;
  readonly did: string;
  readonly by?: BaseEvent;
}

/** What a stream remembers so that it can explain. */
export class Explainer {
  readonly #ended: (SubscriptionRecord | undefined)[] = [];
  #nextEnded = 0;
  // What interrupters made of events, by id.
  readonly #verdicts = new Map<string, InterrupterVerdict>();

  noteEnd(subscription: SubscriptionRecord): void {
    this.#ended[this.#nextEnded] = subscription;
    this.#nextEnded = (this.#nextEnded + 1) % REMEMBERED;
  }

  noteSuppression({ event, original, interrupter }: Suppression): void {
    for (const { id } of new Set([event, original]))
      this.remember(id, { interrupter, did: "suppressed this very event" });
  }

  noteReplacement(event: BaseEvent, by: BaseEvent, interrupter: string): void {
    this.remember(event.id, { interrupter, did: `put [${by.type}] ${by.id} in the place of this very event`, by });
  }

  explain(index: RoutingIndex, event: BaseEvent, options: ExplainOptions): EventExplanation {
    const verdict = this.#verdicts.get(event.id);
    const mayRun = new Set(options.predicates);
    const live = index.subscriptions().map((one) => explainOne(one, event, mayRun, verdict));
    const ended = this.latestEnded().map((one) => explainEnded(one));
    const subscriptions = [...live, ...ended];
    const explanation: EventExplanation = {
      event,
      ...(verdict === undefined ? {} : verdict.by ? { replacedBy: verdict.by } : { suppressedBy: verdict.interrupter }),
      subscriptions,
      toString: () => [`[${event.type}] ${event.id}`, ...subscriptions.map(line)].join("\n"),
    };
    return explanation;
  }

  private remember(id: string, verdict: InterrupterVerdict): void {
    this.#verdicts.delete(id);
    this.#verdicts.set(id, verdict);
    for (const oldest of this.#verdicts.keys()) {
      if (this.#verdicts.size <= REMEMBERED) return;
      this.#verdicts.delete(oldest);
    }
  }

  private latestEnded(): SubscriptionRecord[] {
    const inOrder = [...this.#ended.slice(this.#nextEnded), ...this.#ended.slice(0, this.#nextEnded)];
    return inOrder.filter((one) => one !== undefined).reverse();
  }
}

function explainOne(
  subscription: SubscriptionRecord,
  event: BaseEvent,
  mayRun: ReadonlySet<string>,
  interrupted: InterrupterVerdict | undefined,
): SubscriptionExplanation {
  const { filter, role } = subscription;
  const verdict = filter === undefined ? { passes: true } : explainFilter(filter.node, event, mayRun);
  const base = describe(subscription);
  if (interrupted && role !== "interrupter" && verdict.passes !== false) {
    return { ...base, runs: false, reason: `the interrupter ${interrupted.interrupter} ${interrupted.did}` };
  }
  if (role === "interrupter" && !isInterruptible(event.constructor as EventConstructor)) {
    return { ...base, runs: false, reason: `[${event.type}] can be observed and not interrupted` };
  }
  return "reason" in verdict
    ? { ...base, runs: verdict.passes, reason: verdict.reason }
    : { ...base, runs: verdict.passes };
}

function explainEnded(subscription: SubscriptionRecord): SubscriptionExplanation {
  return { ...describe(subscription), runs: false, reason: `the subscription has ended: ${subscription.ended ?? ""}` };
}

function describe({ name, role, filter }: SubscriptionRecord): { name: string; role: Role; filter: string } {
  return { name, role, filter: filter === undefined ? "every event" : String(filter) };
}

function line({ name, role, runs, reason }: SubscriptionExplanation): string {
  const verdict = runs === "unknown" ? "may run" : runs ? "runs" : "does not run";
  return `  ${role} ${name}: ${verdict}${reason === undefined ? "" : `, because ${reason}`}`;
}
