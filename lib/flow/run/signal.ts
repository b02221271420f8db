// A signal on its way: sent over the bus when anybody wants to see it, straight to the nodes otherwise.
import type { BaseEvent } from "../../event/base-event.js";
import { DELIVERED } from "../../stream/delivery.js";
import type { Route } from "../definition/blueprint.js";
import { FlowSignal, type SignalKind } from "../flow-events.js";
import type { SnapshotWriter } from "../snapshot/snapshot-writer.js";
import type { SavedWork } from "../snapshot/snapshot.js";
import type { FlowRun } from "./flow-run.js";
import type { Place, Ticket } from "./place.js";
import { Work } from "./subtree.js";

/** What a signal is, apart from where it goes. */
export interface SignalParts {
  readonly kind: SignalKind;
  /** The name of the signal, or the key or path of the state; empty for `start`. */
  readonly name: string;
  readonly value: unknown;
  /** What stood in the state before. */
  readonly previous?: unknown;
  /** False when the state was written and is as it was. */
  readonly changed?: boolean;
  /** True for the answer to a pause, which answers no other. */
  readonly isAnswer?: boolean;
}

// `queueMicrotask` of Node makes an async resource for each task.
const NOW = Promise.resolve();

/** A signal that has been sent and not arrived, or posted and not sent. */
export class SignalWork extends Work implements Ticket {
  private arrived = false;

  constructor(
    private readonly signal: SignalParts,
    private readonly place: Place,
  ) {
    super(place.subtree, place.item);
  }

  /** Sends it after the current step. */
  post(): void {
    void NOW.then(() => {
      this.sendIfOpen();
    });
  }

  /** Sends it, unless all is over meanwhile. */
  sendIfOpen(): void {
    if (this.subtree.open && this.place.run.open) void this.send();
    else this.done();
  }

  /** Sends it. True when it has arrived, or a promise of that; false when it was suppressed. A failure is the subtree's. */
  send(): boolean | Promise<boolean> {
    const { place, signal } = this;
    const { run, subtree } = place;
    if (!run.wants(FlowSignal)) {
      arrive(run, signal, place);
      return this.over(true);
    }
    const sent = place.send(signalEvent(run, signal, place), this);
    if (sent === DELIVERED) return this.over(true);
    return sent.then(
      (delivered) => this.over(delivered),
      (error: unknown) => {
        subtree.fail(error);
        return this.over(false);
      },
    );
  }

  /** It has come through: what it set off is there instead. */
  admit(): void {
    this.arrived = true;
  }

  private over(delivered: boolean): boolean {
    if (delivered && this.place.run.open) answerPauses(this.place.run, this.signal);
    this.done();
    return delivered;
  }

  save(writer: SnapshotWriter): readonly SavedWork[] {
    if (this.arrived) return [];
    const { kind, name, value, previous, changed } = this.signal;
    const what = `the signal "${name || kind}"`;
    return [
      {
        kind: "signal",
        signal: kind,
        name,
        value: writer.value(value, what),
        ...(previous === undefined ? {} : { previous: writer.value(previous, what) }),
        ...(changed === undefined ? {} : { changed }),
        place: writer.place(this.place),
      },
    ];
  }
}

function signalEvent(run: FlowRun, { kind, name, value, previous, changed }: SignalParts, place: Place): BaseEvent {
  return new FlowSignal(run.flow, run.id, kind, name, value, place.scope.path, previous, changed);
}

/** Hands a signal to the nodes that wait for it. */
export function arrive(run: FlowRun, signal: SignalParts, place: Place): void {
  const { kind, name, value } = signal;
  if (kind === "start") run.trigger("start", value, place);
  else if (kind === "signal" && run.usedParts?.boundIds === undefined) {
    const waiting = run.plan.onSignal(name);
    if (waiting) run.pass(waiting.stations, value, place, waiting.route);
  } else if (kind !== "state" || !run.plan.watchesState) run.trigger(`${kind}/${name}`, value, place);
  else for (const route of stateRoutes(signal)) run.trigger(route, valueOn(run, route, signal), place);
}

/** Pauses that wait for a signal by its name are answered by it, whoever has sent it. */
export function answerPauses(run: FlowRun, { kind, name, value, isAnswer }: SignalParts): void {
  if (kind === "signal" && isAnswer !== true) run.usedParts?.interrupts?.answeredBySignal(name, value);
}

/** What a signal brings on a route: who watches a key and what lies below it gets the whole of that key. */
export function valueOn(run: FlowRun, route: Route, { name, value }: Pick<SignalParts, "name" | "value">): unknown {
  if (!route.startsWith("state:deep")) return value;
  const path = route.slice(route.indexOf("/") + 1);
  return path === name ? value : run.state.get(path);
}

// A change of the state arrives on the route of its key or path, and on those that ask for more or for less.
function stateRoutes({ name, changed }: SignalParts): readonly Route[] {
  const real = changed !== false;
  const exact: Route[] = [`state/${name}`, ...(real ? [`state:changed/${name}` as const] : [])];
  const steps = name.split(".");
  const above = steps.map((_, end) => steps.slice(0, end + 1).join("."));
  return [
    ...exact,
    ...above.flatMap((path): Route[] => [
      `state:deep/${path}`,
      ...(real ? [`state:deep:changed/${path}` as const] : []),
    ]),
  ];
}
