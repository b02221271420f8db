// What became of each node in a recorded run, read from its events alone.
import type { BaseEvent } from "../../event/base-event.js";
import { UnknownEvent } from "../../event/unknown-event.js";
import { EventSuppressed } from "../../stream/bus-events.js";

/**
 * How a node stands: running or waiting while one of its runs does; then failed, if any of them failed; skipped when none
 * came to an end: an interrupter suppressed its start, or its execution failed or was cancelled before.
 */
export type NodeState = "running" | "waiting" | "failed" | "done" | "skipped";

/** What a run says about one node. */
export interface NodeStatus {
  readonly status: NodeState;
  /** How often it was started. */
  readonly runs: number;
  /** How many of its runs failed in the end. */
  readonly failures: number;
  /** The time in its finished runs, waiting for answers left out, in milliseconds. Runs beside each other add up. */
  readonly ms: number;
}

/** Which events count; all of them where nothing is said. */
export interface RunChoice {
  /** The id of one execution. */
  readonly execution?: string;
  /** The name of one flow: flows inside of it may have nodes of the same names. */
  readonly flow?: string;
}

/**
 * The status of each node that a run has reached, by node, in the order in which they were reached. `events` may hold
 * anything, such as `recordEvents(stream).events` or what `stream.history.read()` gives. Never throws.
 */
export function nodeStatuses(events: Iterable<BaseEvent>, choice: RunChoice = {}): ReadonlyMap<string, NodeStatus> {
  const tallies = new Map<string, Tally>();
  const inside = new Map<unknown, Parent>();
  for (const event of events) {
    for (const fact of [factOf(event), factOfSubFlow(event, inside)]) {
      if (fact === undefined || !isChosen(fact, choice)) continue;
      const over = ENDS[fact.type];
      if (over !== undefined) for (const tally of tallies.values()) tally.leave(fact.execution, over);
      if (fact.node === undefined) continue;
      const tally = tallies.get(fact.node) ?? new Tally();
      tallies.set(fact.node, tally);
      if (!fact.suppressed) STEPS[fact.type]?.(tally, fact);
    }
  }
  return new Map([...tallies].map(([node, tally]) => [node, tally.status()]));
}

/** What an event says about a node. */
interface Fact {
  readonly type: string;
  readonly at: number;
  readonly node: string | undefined;
  readonly execution: unknown;
  readonly flow: unknown;
  /** The run among those of the node that it speaks of, as far as it says. */
  readonly scope: string | undefined;
  /** True for a start that never came to be. */
  readonly suppressed: boolean;
}

/** The node that an execution runs in, when it is one of a sub-flow. */
interface Parent {
  readonly flow: unknown;
  readonly execution: unknown;
  readonly node: string;
}

/** A run of a node that has not ended. */
interface OpenRun {
  readonly execution: unknown;
  readonly scope: string | undefined;
  /** When its clock was started last; undefined while it waits. */
  since: number | undefined;
  /** True between an answer and the start that it may lead to. */
  answered: boolean;
}

const STEPS: Readonly<Record<string, (tally: Tally, fact: Fact) => void>> = {
  "flow.chunk-started": (tally, fact) => tally.start(fact),
  "flow.chunk-ended": (tally, fact) => tally.end(fact, "done"),
  "flow.chunk-failed": (tally, fact) => tally.end(fact, "failed"),
  "flow.chunk-paused": (tally, fact) => tally.pause(fact),
  "flow.chunk-resumed": (tally, fact) => tally.resume(fact),
};

/** The ends of executions, and whether their runs came to an end with them. */
const ENDS: Readonly<Record<string, "done" | "left">> = {
  "flow.execution-completed": "done",
  "flow.execution-failed": "left",
  "flow.execution-cancelled": "left",
};

class Tally {
  #runs = 0;
  #failures = 0;
  #ended = 0;
  #ms = 0;
  #open: OpenRun[] = [];

  // A chunk that an answer runs once more is in the same run.
  start({ at, scope, execution }: Fact): void {
    const answered = this.#open.find((run) => run.answered && run.scope === scope && run.execution === execution);
    if (answered) {
      answered.answered = false;
      return;
    }
    this.#runs++;
    this.#open.push({ execution, scope, since: at, answered: false });
  }

  end(fact: Fact, how: "done" | "failed"): void {
    const run = this.pick(fact, () => true);
    if (run === undefined) this.#runs++;
    else this.#open.splice(this.#open.indexOf(run), 1);
    this.stop(run, fact.at);
    this.#ended++;
    if (how === "failed") this.#failures++;
  }

  pause(fact: Fact): void {
    const run = this.pick(fact, ({ since }) => since !== undefined);
    this.stop(run, fact.at);
    if (run) run.since = undefined;
  }

  resume(fact: Fact): void {
    const run = this.pick(fact, ({ since }) => since === undefined);
    if (run) Object.assign(run, { since: fact.at, answered: true });
  }

  leave(execution: unknown, how: "done" | "left"): void {
    const open = this.#open.filter((run) => run.execution !== execution);
    if (how === "done") this.#ended += this.#open.length - open.length;
    this.#open = open;
  }

  status(): NodeStatus {
    return { status: this.state(), runs: this.#runs, failures: this.#failures, ms: this.#ms };
  }

  private state(): NodeState {
    if (this.#open.some(({ since }) => since !== undefined)) return "running";
    if (this.#open.length > 0) return "waiting";
    if (this.#failures > 0) return "failed";
    return this.#ended > 0 ? "done" : "skipped";
  }

  private stop(run: OpenRun | undefined, at: number): void {
    if (run?.since !== undefined) this.#ms += at - run.since;
  }

  // Runs beside each other are told by their scopes; those of one scope end in the order in which they began.
  private pick({ scope, execution }: Fact, fits: (run: OpenRun) => boolean): OpenRun | undefined {
    const runs = this.#open.filter((run) => run.execution === execution && fits(run));
    return runs.find((run) => run.scope === scope) ?? runs[0];
  }
}

function factOf(event: BaseEvent): Fact | undefined {
  const suppressed = event instanceof EventSuppressed;
  const about = suppressed ? event.event : event;
  const { type } = about;
  const { node, execution, flow, scope } = fieldsOf(about);
  const ends = Object.hasOwn(ENDS, type) && !suppressed;
  if (!ends && !(typeof node === "string" && Object.hasOwn(STEPS, type))) return undefined;
  const name = ends ? undefined : (node as string);
  return { type, at: event.timestamp, node: name, execution, flow, scope: scopeText(scope), suppressed };
}

// A node that runs another flow starts and ends with the execution inside; when it fails, it says so itself.
function factOfSubFlow(event: BaseEvent, inside: Map<unknown, Parent>): Fact | undefined {
  const { execution, parent: given } = fieldsOf(event);
  const started = event.type === "flow.execution-started";
  if (started && isParent(given)) inside.set(execution, given);
  const parent = inside.get(execution);
  if (parent === undefined || !(started || event.type === "flow.execution-completed")) return undefined;
  const type = started ? "flow.chunk-started" : "flow.chunk-ended";
  return { ...parent, type, at: event.timestamp, scope: String(execution), suppressed: false };
}

function isParent(value: unknown): value is Parent {
  return typeof value === "object" && value !== null && "node" in value && typeof value.node === "string";
}

function isChosen(fact: Fact, { execution, flow }: RunChoice): boolean {
  return (execution === undefined || fact.execution === execution) && (flow === undefined || fact.flow === flow);
}

function scopeText(scope: unknown): string | undefined {
  return Array.isArray(scope) ? JSON.stringify(scope) : undefined;
}

// What was read from a file may be of classes that this process has not met yet.
function fieldsOf(event: BaseEvent): Readonly<Record<string, unknown>> {
  return event instanceof UnknownEvent ? event.fields : (event as unknown as Readonly<Record<string, unknown>>);
}
