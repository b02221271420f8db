// The inside of one execution: counts what is under way, routes what arrives to nodes, and knows when all is quiet.
import { MillraceError } from "../../errors/millrace-error.js";
import { type BaseEvent } from "../../event/base-event.js";
import { type EventConstructor } from "../../event/event-statics.js";
import { isThenable } from "../../primitives/thenable.js";
import { type StreamContext } from "../../stream/context.js";
import { follow } from "../../stream/on-abort.js";
import { type Blueprint, type FlowNode, type Route } from "../definition/blueprint.js";
import { type Execution } from "../execution.js";
import { type FlowContract } from "../definition/flow-contract.js";
import { FlowSignal, type SignalKind } from "../flow-events.js";
import { type FlowWiring } from "./flow-wiring.js";
import { OPERATORS } from "../operators/operators.js";
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

/** What a {@link FlowRun} is made of. */
export interface FlowRunParts {
  readonly id: string;
  /** The execution that people hold. */
  readonly execution: Execution;
  readonly wiring: FlowWiring;
  readonly contract: FlowContract;
  readonly concurrency: number | undefined;
  readonly stream: RuntimeStream<unknown>;
  readonly resources: Readonly<Record<string, unknown>>;
  readonly context: StreamContext;
  /** Called when something gets under way after nothing was. */
  readonly onBusy: () => void;
  /** Called when nothing is under way any more. */
  readonly onQuiet: () => void;
  /** Called with a failure that nobody catches. */
  readonly onFailure: (error: unknown) => void;
}

/** The inside of one execution. */
export class FlowRun implements FailureRoot {
  readonly id: string;
  readonly execution: Execution;
  readonly wiring: FlowWiring;
  readonly contract: FlowContract;
  readonly stream: RuntimeStream<unknown>;
  readonly resources: Readonly<Record<string, unknown>>;
  readonly state = new RunState();
  /** Undefined without a limit. */
  readonly permits: Permits | undefined;
  /** Permits of batches with a concurrency of their own, by node. */
  readonly batchPermits = new Map<string, Permits>();
  readonly joins = new Map<string, JoinState>();
  /** The context of what the execution itself sends. */
  readonly context: StreamContext;
  result: { readonly value: unknown } | undefined;
  /** False from close or failure on: nothing starts any more. */
  open = true;
  /** True from the call of `close` on: what is under way goes on, and nothing comes in from outside. */
  sealed = false;
  #shutBy: unknown;
  /** Handlers, signals and posts under way. */
  #active = 0;
  #joinCount = 0;
  #controller: AbortController | undefined;
  readonly #parts: FlowRunParts;

  constructor(parts: FlowRunParts) {
    this.id = parts.id;
    this.execution = parts.execution;
    this.wiring = parts.wiring;
    this.contract = parts.contract;
    this.stream = parts.stream;
    this.resources = parts.resources;
    this.permits = parts.concurrency === undefined ? undefined : new Permits(parts.concurrency);
    this.context = parts.context.derive({ lineage: { run: this, root: this } satisfies Lineage });
    this.#parts = parts;
  }

  get blueprint(): Blueprint {
    return this.wiring.blueprint;
  }

  get quiet(): boolean {
    return this.#active === 0;
  }

  /** Aborts when the execution fails or closes, or when the signal that its context was given does. */
  get signal(): AbortSignal {
    if (this.#controller) return this.#controller.signal;
    const controller = (this.#controller = new AbortController());
    if (!this.open) controller.abort(this.#shutBy);
    else follow(this.context.scope.signal, controller); // which ends with the execution
    return controller.signal;
  }

  /** Lets nothing start any more and tells what runs to stop. */
  shut(reason: unknown): void {
    this.open = false;
    this.#shutBy = reason;
    this.#controller?.abort(reason);
    this.joins.clear();
  }

  nextJoin(node: string): string {
    return `${node}#${String(++this.#joinCount)}`;
  }

  /** A failure that nobody catches: the execution fails at once. */
  fail(error: unknown): void {
    this.#parts.onFailure(error);
  }

  /** Counts work as under way until it is done; its failure fails the execution. Never rejects. */
  async track(work: () => unknown): Promise<void> {
    this.enter();
    try {
      await work();
    } catch (error) {
      this.fail(error);
    } finally {
      this.leave();
    }
  }

  /** Counts work as under way until it is done, whatever comes of it; that is for whoever awaits the result. */
  hold<T>(work: () => Promise<T>): Promise<T> {
    this.enter();
    const leave = (): void => {
      this.leave();
    };
    const result = work();
    result.then(leave, leave);
    return result;
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

  /**
   * Sends an event of the execution that only tells. What its hearers throw fails the execution, so the promise never
   * rejects, and may be left alone. Undefined when nobody wants to hear.
   */
  tell(
    constructor: EventConstructor<BaseEvent>,
    make: () => BaseEvent,
    context = this.context,
  ): Promise<void> | undefined {
    return this.wants(constructor) ? this.track(() => context.send(make())) : undefined;
  }

  /** Sends a signal: over the bus when anybody wants to see it, straight to the nodes otherwise. */
  sendSignal(
    kind: SignalKind,
    name: string,
    value: unknown,
    scope: readonly string[],
    context: StreamContext,
  ): Promise<unknown> | undefined {
    if (this.wants(FlowSignal))
      return context.send(new FlowSignal(this.blueprint.name, this.id, kind, name, value, scope));
    return this.trigger(kind === "start" ? kind : `${kind}/${name}`, { value, scope, context });
  }

  /** Hands an arrival to every node that waits on the route, all at once. Never rejects. Undefined when all is done. */
  trigger(route: Route, arrival: Arrival): Promise<unknown> | undefined {
    const nodes = this.blueprint.routes.get(route);
    if (nodes === undefined || !this.open) return undefined;
    let pending: Promise<unknown>[] | undefined;
    for (const node of nodes) {
      const work = this.receive(node, arrival, route);
      if (work !== undefined) (pending ??= []).push(work);
    }
    return pending?.length === 1 ? pending[0] : pending && Promise.all(pending);
  }

  /** Runs a subtree whose first failure rejects at once, for an `emit` that waits for it. What goes on is still counted. */
  awaitSubtree(context: StreamContext, work: (context: StreamContext) => Promise<unknown> | undefined): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const own = context.derive({ lineage: { run: this, root: { fail: reject } } satisfies Lineage });
      const done = work(own);
      if (done === undefined) {
        resolve();
        return;
      }
      this.enter();
      done.then(
        () => {
          this.leave();
          resolve();
        },
        (error: unknown) => {
          this.leave();
          reject(error);
        },
      );
    });
  }

  /** Refuses what comes too late. Throws EXECUTION_CLOSED, with the failure as its cause if that was the end. */
  assertOpen(what: string, fromOutside = false): void {
    if (this.open && !(fromOutside && this.sealed)) return;
    throw new MillraceError(
      "EXECUTION_CLOSED",
      `${what} came after execution ${this.id} of flow ${this.blueprint.name} had ended.`,
      { details: { flow: this.blueprint.name, execution: this.id }, cause: this.#shutBy },
    );
  }

  // A node that throws or rejects fails the root of its subtree.
  private receive(node: FlowNode, arrival: Arrival, route: Route): Promise<unknown> | undefined {
    const { root } = arrival.context.lineage as Lineage;
    try {
      const work = OPERATORS[node.kind].receive(this, node as never, arrival, route);
      if (!isThenable(work)) return undefined;
      return work.then(undefined, (error: unknown) => {
        root.fail(error);
      });
    } catch (error) {
      root.fail(error);
      return undefined;
    }
  }

  private enter(): void {
    if (this.#active++ === 0) this.#parts.onBusy();
  }

  private leave(): void {
    if (--this.#active === 0) this.#parts.onQuiet();
  }
}
