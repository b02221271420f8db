// The inside of one execution: counts what is under way, routes what arrives to nodes, and knows when all is quiet.
import { MillraceError } from "../errors/millrace-error.js";
import { type BaseEvent } from "../event/base-event.js";
import { type EventConstructor } from "../event/event-statics.js";
import { createDeferred } from "../primitives/deferred.js";
import { isThenable } from "../primitives/thenable.js";
import { type StreamContext } from "../stream/context.js";
import { type Blueprint, type FlowNode, type Route } from "./blueprint.js";
import { type FlowContract } from "./flow-contract.js";
import { FlowSignal, type SignalKind } from "./flow-events.js";
import { type FlowWiring } from "./flow-wiring.js";
import { OPERATORS } from "./operators/operators.js";
import { Permits } from "./permits.js";
import { RunState } from "./run-state.js";
import { type RuntimeStream } from "./runtime-stream.js";

/** Where a failure of a subtree goes: to the execution, or to the `emit` that waits for the subtree. */
export interface FailureRoot {
  fail(error: unknown): void;
}

/** What travels with everything that an execution causes; the bus passes it on from context to context. */
export interface Lineage {
  readonly run: FlowRun;
  readonly root: FailureRoot;
  /** The chunk that the `ChunkStarted` on its way will start. */
  readonly ticket?: ChunkTicket;
}

/** A chunk that may run, once its start has come through the interrupters. */
export interface ChunkTicket {
  begin(value: unknown, context: StreamContext): Promise<void>;
}

/** Something that has come to a node. */
export interface Arrival {
  readonly value: unknown;
  /** The fan-outs that it comes from, outermost first. */
  readonly scope: readonly string[];
  readonly context: StreamContext;
}

/** What a batch has gathered for one arrival. */
export interface JoinState {
  readonly values: Map<string, unknown>;
  readonly scope: readonly string[];
}

/** How deep triggers may nest on one stack before they go on in a microtask: loops must not overflow it. */
const MAX_NESTED = 40;
let nested = 0;

/** What a {@link FlowRun} is made of. */
export interface FlowRunParts {
  readonly id: string;
  readonly wiring: FlowWiring;
  readonly contract: FlowContract;
  readonly concurrency: number | undefined;
  readonly stream: RuntimeStream<unknown>;
  readonly resources: Readonly<Record<string, unknown>>;
  readonly context: StreamContext;
  /** Called when nothing is under way any more. */
  readonly onQuiet: () => void;
  /** Called with a failure that nobody catches. */
  readonly onFailure: (error: unknown) => void;
}

/** The inside of one execution. */
export class FlowRun implements FailureRoot {
  readonly id: string;
  readonly wiring: FlowWiring;
  readonly contract: FlowContract;
  readonly stream: RuntimeStream<unknown>;
  readonly resources: Readonly<Record<string, unknown>>;
  readonly state = new RunState();
  readonly permits: Permits;
  /** Permits of batches with a concurrency of their own, by node. */
  readonly batchPermits = new Map<string, Permits>();
  readonly joins = new Map<string, JoinState>();
  /** The context of what the execution itself sends. */
  readonly context: StreamContext;
  result: { readonly value: unknown } | undefined;
  /** The execution that people hold; set by it. */
  execution: unknown = undefined;
  /** False from close or failure on: nothing starts any more. */
  open = true;
  /** Handlers, signals and posts under way. */
  #active = 0;
  #joinCount = 0;
  #controller: AbortController | undefined;
  readonly #onQuiet: () => void;
  readonly #onFailure: (error: unknown) => void;

  constructor(parts: FlowRunParts) {
    this.id = parts.id;
    this.wiring = parts.wiring;
    this.contract = parts.contract;
    this.stream = parts.stream;
    this.resources = parts.resources;
    this.permits = new Permits(parts.concurrency);
    this.context = parts.context.derive({ lineage: { run: this, root: this } satisfies Lineage });
    this.#onQuiet = parts.onQuiet;
    this.#onFailure = parts.onFailure;
  }

  get blueprint(): Blueprint {
    return this.wiring.blueprint;
  }

  get quiet(): boolean {
    return this.#active === 0;
  }

  /** Aborts when the execution fails, is cancelled or closed with work under way. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (!this.open && !this.#controller.signal.aborted) this.#controller.abort();
    return this.#controller.signal;
  }

  /** Lets nothing start any more and tells what runs to stop. */
  shut(reason: unknown): void {
    this.open = false;
    this.#controller?.abort(reason);
    this.joins.clear();
  }

  nextJoin(node: string): string {
    return `${node}#${String(++this.#joinCount)}`;
  }

  /** A failure that nobody catches: the execution fails at once. */
  fail(error: unknown): void {
    this.#onFailure(error);
  }

  /** Counts work as under way until it is done; its failure fails the execution. Never rejects. */
  async track(work: () => unknown): Promise<void> {
    this.#active++;
    try {
      await work();
    } catch (error) {
      this.fail(error);
    } finally {
      if (--this.#active === 0) this.#onQuiet();
    }
  }

  /** Does work after the current step, counted from now on. */
  post(work: () => unknown): void {
    void this.track(async () => {
      await Promise.resolve();
      if (this.open) await work();
    });
  }

  /** True when an event of the class would be recorded or meet anybody beside this flow. */
  wants(constructor: EventConstructor<BaseEvent>): boolean {
    return this.wiring.core.subject.wants(constructor);
  }

  /** Sends an event of the execution that only tells; what its hearers throw fails the execution. */
  async tell(constructor: EventConstructor<BaseEvent>, make: () => BaseEvent, context = this.context): Promise<void> {
    if (this.wants(constructor)) await context.send(make());
  }

  /** Sends a signal: over the bus when anybody wants to see it, straight to the nodes otherwise. */
  async sendSignal(
    kind: SignalKind,
    name: string,
    value: unknown,
    scope: readonly string[],
    context: StreamContext,
  ): Promise<void> {
    const route = kind === "start" ? "start" : `${kind}/${name}`;
    if (this.wants(FlowSignal))
      await context.send(new FlowSignal(this.blueprint.name, this.id, kind, name, value, scope));
    else await this.trigger(route, { value, scope, context });
  }

  /** Hands an arrival to every node that waits on the route, all at once. Undefined when all is done. */
  trigger(route: Route, arrival: Arrival): Promise<void> | undefined {
    const nodes = this.blueprint.routes.get(route);
    if (nodes === undefined || !this.open) return undefined;
    if (nested >= MAX_NESTED) return Promise.resolve().then(() => this.trigger(route, arrival));
    let pending: Promise<void>[] | undefined;
    nested++;
    for (const node of nodes) {
      const work = this.receive(node, arrival, route);
      if (work !== undefined) (pending ??= []).push(work);
    }
    nested--;
    return pending && (pending.length === 1 ? pending[0] : Promise.all(pending).then(() => undefined));
  }

  /** Hands an arrival to one node. Never rejects: failures go to the root of the subtree. */
  receive(node: FlowNode, arrival: Arrival, route: Route): Promise<void> | undefined {
    const { root } = arrival.context.lineage as Lineage;
    try {
      const work = OPERATORS[node.kind].receive(this, node as never, arrival, route);
      return isThenable(work)
        ? Promise.resolve(work).then(undefined, (error: unknown) => {
            root.fail(error);
          })
        : undefined;
    } catch (error) {
      root.fail(error);
      return undefined;
    }
  }

  /** Runs a subtree whose first failure rejects at once, for an `emit` that waits for it. */
  async awaitSubtree(context: StreamContext, work: (context: StreamContext) => Promise<void>): Promise<void> {
    const failure = createDeferred<never>();
    failure.promise.catch(() => undefined); // it may come after the wait is over
    const root: FailureRoot = { fail: failure.reject };
    const lineage: Lineage = { run: this, root };
    await Promise.race([work(context.derive({ lineage })), failure.promise]);
  }

  /** Refuses what comes too late. Throws EXECUTION_CLOSED. */
  assertOpen(what: string, sealed = false): void {
    if (this.open && !sealed) return;
    throw new MillraceError(
      "EXECUTION_CLOSED",
      `${what} came after execution ${this.id} of flow ${this.blueprint.name} had closed.`,
      {
        details: { flow: this.blueprint.name, execution: this.id },
      },
    );
  }
}
