// The inside of one execution: what it consists of, what is under way in it, and how values arrive at nodes.
import type { BaseEvent } from "../../event/base-event.js";
import type { EventConstructor } from "../../event/event-statics.js";
import type { ContextScope } from "../../stream/context-scope.js";
import type { ContextHost } from "../../stream/context.js";
import type { Route } from "../definition/blueprint.js";
import type { FlowContract } from "../definition/flow-contract.js";
import type { Execution } from "../execution.js";
import type { FlowWiring } from "./flow-wiring.js";
import type { Gathering } from "./gathering.js";
import { itemOf } from "./interrupt.js";
import type { Interrupts } from "./interrupts.js";
import type { Join } from "./join.js";
import { Permits } from "./permits.js";
import { Place } from "./place.js";
import type { Plan, Station } from "./plan.js";
import type { Resources } from "./resources.js";
import type { RunOwner } from "./run-owner.js";
import { RunParts } from "./run-parts.js";
import type { RunSettings } from "./run-settings.js";
import { RunState } from "./run-state.js";
import { RuntimeStream } from "./runtime-stream.js";
import { Scope } from "./scope.js";
import type { SharedData } from "./shared-data.js";
import { Subtree, type SubtreeHost } from "./subtree.js";

/** Where everything begins that is in no fan-out. */
const TOP = new Scope(undefined, undefined, undefined, 0);

/** The inside of one execution. Its fields are plain and few: ten thousand may wait at once. */
export class FlowRun implements SubtreeHost {
  declare readonly settings: RunSettings;
  declare readonly plan: Plan;
  /** All work that nobody waits for but the execution. */
  declare readonly root: Subtree;
  /** Where what nobody caused begins. */
  declare readonly start: Place;
  /** Undefined without a limit. */
  declare permits: Permits | undefined;
  declare resources: readonly Resources[];
  declare result: { readonly value: unknown } | undefined;
  /** False from close or failure on: nothing starts any more. */
  declare open: boolean;
  /** True from the call of `close` or `seal` on: what is under way goes on, and nothing comes in from outside. */
  declare sealed: boolean;
  /** True while `close` waits for what is under way. */
  declare closing: boolean;
  /** True while its wiring counts it. */
  declare wired: boolean;
  /** How many signals have come from outside. */
  declare origins: number;
  declare private readonly owner: RunOwner;
  declare private shutBy: (() => unknown) | undefined;
  declare private active: number;
  declare private ownState: RunState | undefined;
  declare private ownStream: RuntimeStream<unknown> | undefined;
  declare private ownParts: RunParts | undefined;

  constructor(owner: RunOwner, settings: RunSettings) {
    const { child, concurrency, wiring } = settings;
    this.settings = settings;
    this.plan = wiring.plan;
    this.owner = owner;
    this.root = new Subtree(this, undefined, undefined);
    this.start = new Place(
      this,
      this.root,
      TOP,
      undefined,
      child?.place.cause,
      child?.place.depth ?? 0,
      undefined,
      undefined,
    );
    this.permits = child ? child.permits : concurrency === undefined ? undefined : new Permits(concurrency);
    this.resources = settings.resources;
    this.result = undefined;
    this.open = true;
    this.sealed = false;
    this.closing = false;
    this.wired = false;
    this.origins = 0;
    this.shutBy = undefined;
    this.active = 0;
    this.ownState = undefined;
    this.ownStream = undefined;
    this.ownParts = undefined;
  }

  get id(): string {
    return this.owner.id;
  }

  /** The name of the flow. */
  get flow(): string {
    return this.plan.blueprint.name;
  }

  get execution(): Execution {
    return this.owner.execution;
  }

  get wiring(): FlowWiring {
    return this.settings.wiring;
  }

  get host(): ContextHost {
    return this.settings.wiring.host;
  }

  get contract(): FlowContract {
    return this.settings.contract;
  }

  get shared(): SharedData {
    return this.settings.shared;
  }

  /** The place of the node that this is the sub-flow of. */
  get parentPlace(): Place | undefined {
    return this.settings.child?.place;
  }

  get conversation(): ContextScope {
    return this.owner.conversation();
  }

  /** Aborts when the execution fails or closes, or when the signal that its context was given does. */
  get signal(): AbortSignal {
    return this.owner.signal;
  }

  get quiet(): boolean {
    return this.active === 0;
  }

  get state(): RunState {
    return (this.ownState ??= new RunState());
  }

  /** The state as a copy. */
  stateNow(): Record<string, unknown> {
    return this.ownState === undefined ? {} : this.ownState.snapshot();
  }

  get stream(): RuntimeStream<unknown> {
    if (this.ownStream) return this.ownStream;
    this.ownStream = new RuntimeStream(this.settings.streamRetain, this.settings.child?.onItem);
    for (let shown = this.ownParts?.unshown; shown !== undefined; shown = shown.next)
      this.ownStream.put(itemOf(this.id, shown));
    if (this.ownParts) this.ownParts.unshown = undefined;
    if (!this.open) this.owner.endStream(this.ownStream); // asked for when all is over
    return this.ownStream;
  }

  /** The runtime stream if anybody has touched it. */
  get usedStream(): RuntimeStream<unknown> | undefined {
    return this.ownStream;
  }

  get parts(): RunParts {
    return (this.ownParts ??= new RunParts());
  }

  /** The rarer parts if any has been needed. */
  get usedParts(): RunParts | undefined {
    return this.ownParts;
  }

  get joins(): Map<string, Join> {
    return (this.parts.joins ??= new Map());
  }

  /** What gates and collections have gathered outside of all fan-outs. */
  get gathered(): Map<string, Gathering> {
    return (this.parts.gathered ??= new Map());
  }

  get interrupts(): Interrupts {
    return this.parts.interruptsOf(this);
  }

  /** The permits of a node with a concurrency of its own; made where a limit is given. */
  permitsOf(node: string, limit?: number): Permits | undefined {
    if (limit === undefined && this.ownParts === undefined) return undefined;
    return this.parts.permitsOf(node, limit);
  }

  /** The id of the next join of a node. */
  nextJoin(node: string): string {
    return `${node}#${String(++this.parts.joinCount)}`;
  }

  /** It begins, or goes on: from now on it hears, and time runs. */
  wake(): void {
    this.wiring.add(this);
    const parts = this.ownParts;
    if (parts === undefined) return;
    parts.interrupts?.wake();
    for (const child of parts.children ?? []) child.wake();
  }

  /** Keeps a fan-out until it has come together, or the subtree of its place fails. */
  addJoin(join: Join, place: Place): void {
    join.subtree = place.subtree;
    this.joins.set(join.id, join);
  }

  /** Lets nothing start any more. The reason is asked for when somebody comes too late. */
  shut(reason: () => unknown): void {
    this.open = false;
    this.shutBy = reason;
    this.ownParts?.shut(reason);
  }

  enter(subtree?: Subtree): void {
    if (subtree !== undefined && subtree !== this.root) (this.parts.others ??= new Set()).add(subtree);
    if (this.active++ === 0) this.owner.becomeBusy();
  }

  leave(subtree?: Subtree): void {
    if (subtree !== undefined && subtree !== this.root) this.ownParts?.others?.delete(subtree);
    if (--this.active === 0) this.owner.becomeQuiet();
  }

  failed(subtree: Subtree, error: unknown): void {
    if (subtree === this.root) this.owner.fail(error);
    else this.ownParts?.failed(subtree);
  }

  /** The subtrees in which something is under way and which no call keeps, the root first. */
  get subtrees(): Subtree[] {
    return [this.root, ...[...(this.ownParts?.others ?? [])].filter(({ owned }) => !owned)];
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

  /** A failure that nobody catches: the execution fails at once. */
  fail(error: unknown): void {
    this.root.fail(error);
  }

  /** True when an event of the class would be recorded or meet anybody beside this flow. */
  wants(constructor: EventConstructor<BaseEvent>): boolean {
    const { subject } = this.settings.wiring.core;
    return !subject.silent && subject.wants(constructor);
  }

  /** How many nodes wait on a route. */
  heard(route: Route): number {
    return (this.plan.routes.get(route)?.length ?? 0) + (this.ownParts?.stationsOn(route)?.length ?? 0);
  }

  /** Hands a value to every node that waits on a route. */
  trigger(route: Route, value: unknown, place: Place): void {
    const stations = this.plan.routes.get(route);
    if (stations !== undefined) this.pass(stations, value, place, route);
    const extra = this.ownParts?.stationsOn(route);
    if (extra !== undefined) this.pass(extra, value, place, route);
  }

  /** Hands a value to some nodes, each with its own failures. */
  pass(stations: readonly Station[], value: unknown, place: Place, route: Route): void {
    for (let at = 0; at < stations.length; at++) {
      const station = stations[at] as Station; // by index: an iterator here costs an object for each value
      if (!this.open || !place.subtree.open) return;
      try {
        station.operator.receive(this, station, value, place, route);
      } catch (error) {
        place.subtree.fail(error);
      }
    }
  }

  /** Why nothing is taken in any more, once that is so. */
  get shutReason(): unknown {
    return this.shutBy?.();
  }
}
