// What not every execution needs, made when it is needed: most are a chain that runs to its end.
import type { Route } from "../definition/blueprint.js";
import type { SnapshotReader } from "../snapshot/snapshot-reader.js";
import type { SavedWork } from "../snapshot/snapshot.js";
import type { FlowRun } from "./flow-run.js";
import type { Gathering } from "./gathering.js";
import type { ShownInterrupt } from "./interrupt.js";
import { Interrupts } from "./interrupts.js";
import type { Join } from "./join.js";
import { Permits } from "./permits.js";
import type { Station } from "./plan.js";
import type { SubFlowRun } from "./sub-flow-run.js";
import type { Subtree } from "./subtree.js";

/** The rarer parts of one execution. */
export class RunParts {
  /** Fan-outs that have not come together, by id. */
  joins: Map<string, Join> | undefined = undefined;
  joinCount = 0;
  /** What gates and collections have gathered outside of all fan-outs. */
  gathered: Map<string, Gathering> | undefined = undefined;
  interrupts: Interrupts | undefined = undefined;
  /** Sub-flows that are under way or wait. */
  children: Set<SubFlowRun> | undefined = undefined;
  /** The idempotency keys of signals that were sent. */
  keys: Set<string> | undefined = undefined;
  /** Subtrees beside the root in which something is under way. */
  others: Set<Subtree> | undefined = undefined;
  /** Handlers that `on` has given. */
  bound: Set<Disposable> | undefined = undefined;
  /** The first of what is to be put into the runtime stream when somebody touches it. */
  unshown: ShownInterrupt | undefined = undefined;
  /** Ids of nodes that are in no blueprint. */
  boundIds: Set<string> | undefined = undefined;
  /** What a snapshot held and nobody has resumed. */
  toResume: readonly SavedWork[] | undefined = undefined;
  reader: SnapshotReader | undefined = undefined;
  private permits: Map<string, Permits> | undefined = undefined;
  private stations: Map<Route, readonly Station[]> | undefined = undefined;

  /** The execution is over: what waits is dropped, what runs is told to stop. */
  shut(reason: () => unknown): void {
    for (const join of this.joins?.values() ?? []) join.drop();
    this.joins?.clear();
    this.interrupts?.shut();
    for (const handler of [...(this.bound ?? [])]) handler[Symbol.dispose]();
    for (const child of [...(this.children ?? [])]) child.cancel(reason());
    for (const subtree of [...(this.others ?? [])]) subtree.fail(reason());
  }

  /** A subtree has failed: nobody waits for its fan-outs and pauses any more. */
  failed(subtree: Subtree): void {
    for (const join of [...(this.joins?.values() ?? [])]) {
      if (join.subtree !== subtree) continue;
      this.joins?.delete(join.id);
      join.drop();
    }
    this.interrupts?.cancelIn(subtree);
  }

  addUnshown(shown: ShownInterrupt): void {
    let last = this.unshown;
    while (last?.next !== undefined) last = last.next;
    if (last === undefined) this.unshown = shown;
    else last.next = shown;
  }

  interruptsOf(run: FlowRun): Interrupts {
    return (this.interrupts ??= new Interrupts(run));
  }

  /** The permits of a node with a concurrency of its own, shared by all passes through it. */
  permitsOf(node: string, limit: number | undefined): Permits | undefined {
    const permits = (this.permits ??= new Map<string, Permits>());
    const earlier = permits.get(node);
    if (earlier !== undefined || limit === undefined) return earlier;
    const made = new Permits(limit);
    permits.set(node, made);
    return made;
  }

  /** Nodes on a route that are in no blueprint. */
  stationsOn(route: Route): readonly Station[] | undefined {
    return this.stations?.get(route);
  }

  /** Adds such a node, until the result is called. */
  addStation(route: Route, station: Station): () => void {
    const stations = (this.stations ??= new Map<Route, readonly Station[]>());
    stations.set(route, [...(stations.get(route) ?? []), station]);
    return () => {
      const rest = (stations.get(route) ?? []).filter((one) => one !== station);
      stations.set(route, rest);
    };
  }
}
