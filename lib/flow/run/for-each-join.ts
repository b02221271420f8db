// One pass through a `forEach`: the items that are still to come, those in the body, the results.
import type { Json } from "../../event/value-tags.js";
import { isThenable } from "../../primitives/thenable.js";
import type { ForEachNode, Route } from "../definition/blueprint.js";
import { ForEachProgress } from "../flow-events.js";
import type { SnapshotReader } from "../snapshot/snapshot-reader.js";
import type { SnapshotWriter } from "../snapshot/snapshot-writer.js";
import type { SavedWork } from "../snapshot/snapshot.js";
import type { FlowRun } from "./flow-run.js";
import { Item } from "./item.js";
import { Join } from "./join.js";
import type { Permits } from "./permits.js";
import type { Place } from "./place.js";
import type { Station } from "./plan.js";
import { Work } from "./subtree.js";
import { tellLater } from "./tell.js";

/** Where items come from: a list by index, or something that is read step by step. */
export type ItemSource = readonly unknown[] | Iterator<unknown> | AsyncIterator<unknown>;

/** The state of one pass. Items begin where the pass began, whatever lets them in. */
export class ForEachJoin extends Join {
  private begun = 0;
  private completed = 0;
  private exhausted = false;
  /** True while items are let in: what ends inside of that is seen by the loop. */
  private pumping = false;
  /** True while the next item is waited for. */
  private reading = false;
  private requested = false;
  /** Places that were taken for items that have not begun. */
  private spare = 0;
  private results: unknown[] = [];
  /** Which items have come through: after a failed answer, one may once more. */
  private readonly through: boolean[] = [];
  private work: PassWork | undefined = undefined;
  private readonly itemsRoute: Route;
  private readonly body: readonly Station[];

  constructor(
    id: string,
    private readonly station: Station<ForEachNode>,
    private place: Place,
    private source: ItemSource,
    private readonly window: Permits | undefined,
  ) {
    super(id, station.node.id, place.scope);
    this.itemsRoute = `items/${this.node}`;
    this.body = place.run.plan.routes.get(this.itemsRoute) ?? [];
  }

  /** Begins, or goes on as part of another subtree. */
  begin(place = this.place): void {
    this.place = place;
    if (!this.exhausted) this.work = new PassWork(this, place);
  }

  /** True when calls come of letting items in, and nothing runs meanwhile that somebody else has written. */
  get beginsCallsOnly(): boolean {
    return isList(this.source) && this.source.length > 0 && this.body.every(({ node }) => node.kind === "chunk");
  }

  get lacking(): readonly string[] {
    const waiting = this.begun - this.completed;
    const inside = waiting === 0 ? [] : [`${String(waiting)} ${waiting === 1 ? "item" : "items"} in the body`];
    return [...inside, ...(this.exhausted ? [] : ["items that have not begun"])];
  }

  override get has(): readonly string[] {
    const { completed } = this;
    return completed === 0 ? [] : [`${String(completed)} ${completed === 1 ? "item" : "items"}`];
  }

  /** Lets items begin while there is room and there are items. */
  pump(): void {
    if (this.pumping) return;
    this.pumping = true;
    if (isList(this.source) && this.source.length === this.begun) this.exhaust(); // nothing needs a place
    try {
      while (this.takePlace()) this.step();
    } catch (error) {
      this.fail(error);
    }
    this.pumping = false;
    if (!this.exhausted) return;
    if (this.complete) this.finish(this.place);
    this.stopWork();
  }

  /** An item has come through its body, in this place. */
  put(place: Place, output: unknown): void {
    const index = place.scope.index as number;
    const again = this.through[index] === true;
    this.through[index] = true;
    if (!again) this.completed++;
    if (this.station.node.order === "input") this.results[index] = output;
    else if (!again) this.results.push(output);
    if (place.run.wants(ForEachProgress)) this.tellProgress(place.run);
    if (this.complete) this.finish(place);
  }

  private tellProgress(run: FlowRun): void {
    const { completed, begun } = this;
    const total = isList(this.source) ? this.source.length : this.exhausted ? begun : undefined;
    tellLater(
      run,
      ForEachProgress,
      () => new ForEachProgress(run.flow, run.id, this.node, completed, total, this.scope.path),
      this.place,
    );
  }

  /** Nobody waits for it any more: no item begins, and what is read is told to stop. */
  override drop(): void {
    if (this.exhausted) return;
    this.exhaust();
    this.stopWork();
    if (isList(this.source)) return;
    const { source } = this;
    // What it answers to that, or throws, is nobody's any more.
    const stop = async (): Promise<unknown> => source.return?.();
    stop().catch(() => undefined);
  }

  save(writer: SnapshotWriter): Json {
    const { source, begun, completed, exhausted } = this;
    if (!isList(source) && !exhausted) throw writer.unsavable(`${this.node} reads its items step by step`);
    const left = isList(source) ? source.slice(begun) : [];
    const results = Object.entries(this.results).map(([index, value]) => [Number(index), value]);
    const through = Object.keys(this.through).map(Number);
    return writer.value({ left, begun, completed, exhausted, results, through }, `the items of ${this.node}`);
  }

  /** Puts back what a snapshot holds. */
  restore(saved: Json, reader: SnapshotReader): this {
    const { left, begun, completed, exhausted, results, through } = reader.value(saved) as SavedItems;
    this.source = [...new Array<unknown>(begun), ...left];
    Object.assign(this, { begun, completed, exhausted });
    for (const [index, value] of results) this.results[index] = value;
    for (const index of through) this.through[index] = true;
    return this;
  }

  /** The level of an item that a snapshot holds. */
  itemAt(index: number, outer: Item | undefined): Item | undefined {
    return this.window && new Item(this.scope, this, index, this.window, outer, false);
  }

  private get complete(): boolean {
    return this.exhausted && this.completed === this.begun;
  }

  // False when there is no room, or nothing to take it for: then it is asked for, and comes back by `onPlace`.
  private takePlace(): boolean {
    const { window } = this;
    if (this.exhausted || this.reading) return false;
    if (window === undefined) return true;
    if (this.spare > 0) {
      this.spare--;
      return true;
    }
    if (window.free > 0) {
      window.take();
      return true;
    }
    if (!this.requested) {
      this.requested = true;
      window.request(this.onPlace);
    }
    return false;
  }

  // Takes the next item, for which a place is held.
  private step(): void {
    const { source } = this;
    if (isList(source)) {
      if (this.begun < source.length) this.enter(source[this.begun]);
      else this.end();
      return;
    }
    const step = source.next();
    if (isThenable(step)) this.read(step);
    else if (step.done === true) this.end();
    else this.enter(step.value);
  }

  // The next item comes later.
  private read(step: PromiseLike<IteratorResult<unknown>>): void {
    this.reading = true;
    step.then(
      (result) => {
        this.reading = false;
        if (this.exhausted) return;
        try {
          if (result.done === true) this.end();
          else this.enter(result.value);
        } catch (error) {
          this.fail(error);
        }
        this.pump();
      },
      (error: unknown) => {
        this.reading = false;
        if (!this.exhausted) this.fail(error);
      },
    );
  }

  private enter(value: unknown): void {
    const { place, scope, window } = this;
    const index = this.begun++;
    const item = window && new Item(scope, this, index, window, place.item, true);
    const inside = item ? place.within(item, item) : place.within(scope.inside(this, index), place.item);
    place.run.pass(this.body, value, inside, this.itemsRoute);
    item?.settle();
    // While other items come, it is work of its own; the last one goes on without it.
    if (isList(this.source) && this.begun === this.source.length) this.exhaust();
  }

  private end(): void {
    this.window?.release();
    this.exhaust();
  }

  private exhaust(): void {
    this.exhausted = true;
    for (; this.spare > 0; this.spare--) this.window?.release();
  }

  // Behind what goes on when the list is complete, so that its subtree is not quiet in between.
  private stopWork(): void {
    this.work?.done();
    this.work = undefined;
  }

  private fail(error: unknown): void {
    this.window?.release(); // the place that was held for what could not be read
    this.place.subtree.fail(error);
    this.exhaust();
    this.stopWork();
  }

  private finish(place: Place): void {
    const { run } = place;
    if (!run.joins.delete(this.id)) return;
    const { id, ended } = run.plan.endOf(this.node);
    run.pass(ended, this.results, place.within(this.scope, this.place.item), `ended/${id}`);
  }

  // Called inside of the release of another item, or of another pass, whose business its failure is not.
  private readonly onPlace = (): void => {
    this.requested = false;
    if (this.exhausted) {
      this.window?.release();
      return;
    }
    this.spare++;
    this.pump();
  };
}

/** Items that have not begun: they are work of the subtree in which the pass began. */
class PassWork extends Work {
  constructor(
    private readonly pass: ForEachJoin,
    private readonly place: Place,
  ) {
    super(place.subtree, place.item);
  }

  save(writer: SnapshotWriter): readonly SavedWork[] {
    const { node, id } = this.pass;
    return [{ kind: "node", node, value: id, place: writer.place(this.place) }];
  }
}

/** The window of a node for a pass that begins in a place; undefined where there is no limit. */
export function windowFor(run: FlowRun, node: ForEachNode, place: Place): Permits | undefined {
  const { id, concurrency } = node;
  if (concurrency === undefined) return undefined;
  return place.item?.windowOf(id, concurrency) ?? run.permitsOf(id, concurrency);
}

interface SavedItems {
  readonly left: readonly unknown[];
  readonly begun: number;
  readonly completed: number;
  readonly exhausted: boolean;
  readonly results: readonly [number, unknown][];
  readonly through: readonly number[];
}

function isList(source: ItemSource): source is readonly unknown[] {
  return Array.isArray(source);
}
