// Work that somebody waits for as a whole: the execution itself, an `emit`, an answer to a pause, an event of the bus.
import { setMaxListeners } from "node:events";
import { follow } from "../../stream/on-abort.js";
import type { SnapshotWriter } from "../snapshot/snapshot-writer.js";
import type { SavedWork } from "../snapshot/snapshot.js";
import type { Item } from "./item.js";

/** What a subtree tells the execution that it belongs to. */
export interface SubtreeHost {
  /** Something gets under way in a subtree in which nothing was. */
  enter(subtree: Subtree): void;
  /** Nothing is under way in it any more. */
  leave(subtree: Subtree): void;
  /** It has failed: nothing of it goes on any more. */
  failed(subtree: Subtree, error: unknown): void;
  readonly signal: AbortSignal;
}

/** A set of pieces of work: quiet when the last one is done, failed with the first that fails. */
export class Subtree {
  /** False from its failure on: nothing starts in it any more. */
  declare open: boolean;
  /** True while a call waits for it, which then keeps it in snapshots. */
  declare owned: boolean;
  declare private pending: number;
  declare private first: Work | undefined;
  declare private controller: AbortController | undefined;
  declare private unfollow: (() => void) | undefined;
  declare private failure: unknown;
  declare private readonly host: SubtreeHost;
  declare private readonly onQuiet: (() => void) | undefined;
  declare private readonly onFail: ((error: unknown) => void) | undefined;

  constructor(host: SubtreeHost, onQuiet: (() => void) | undefined, onFail: ((error: unknown) => void) | undefined) {
    this.open = true;
    this.owned = false;
    this.pending = 0;
    this.first = undefined;
    this.controller = undefined;
    this.unfollow = undefined;
    this.failure = undefined;
    this.host = host;
    this.onQuiet = onQuiet;
    this.onFail = onFail;
  }

  /** Aborts when the subtree fails, or anything around it does: all signals follow the execution's, none another. */
  get signal(): AbortSignal {
    if (this.controller) return this.controller.signal;
    const controller = (this.controller = new AbortController());
    setMaxListeners(0, controller.signal); // as many as there are chunks that listen
    if (!this.open) controller.abort(this.failure);
    else this.unfollow = follow(this.host.signal, controller);
    return controller.signal;
  }

  /** The first failure ends it: its waiter is told at once, and what still runs in it is told to stop. */
  fail(error: unknown): void {
    if (!this.open) return;
    // A list, not a recursion: awaited loops nest as deep as they are long.
    const ending: Subtree[] = [this];
    for (let subtree = ending.pop(); subtree; subtree = ending.pop()) {
      if (!subtree.open) continue;
      subtree.end(error);
      for (let work = subtree.first; work !== undefined; work = work.next)
        for (const inner of work.subtrees()) ending.push(inner);
    }
  }

  /** Does what begins it; it cannot be quiet before that has returned. */
  begin(work: () => void): void {
    this.enter();
    try {
      work();
    } catch (error) {
      this.fail(error);
    } finally {
      this.leave();
    }
  }

  /** Counts something that no snapshot keeps, such as the delivery of an event. */
  enter(): void {
    if (this.pending++ === 0) this.host.enter(this);
  }

  leave(): void {
    if (--this.pending > 0) return;
    if (this.controller !== undefined && this.onQuiet !== undefined) this.letGo();
    if (this.open) this.onQuiet?.();
    this.host.leave(this);
  }

  /** @internal For {@link Work}. */
  add(work: Work): void {
    const { first } = this;
    work.next = first;
    if (first !== undefined) first.previous = work;
    this.first = work;
    this.enter();
  }

  /** @internal For {@link Work}. */
  remove(work: Work): void {
    const { previous, next } = work;
    if (next !== undefined) next.previous = previous;
    if (previous === undefined) this.first = next;
    else previous.next = next;
    this.leave();
  }

  // Nobody is left who could listen; what comes later asks for a signal of its own. That of an execution lasts as long.
  private letGo(): void {
    this.unfollow?.();
    this.unfollow = undefined;
    this.controller = undefined;
  }

  private end(error: unknown): void {
    this.open = false;
    this.failure = error;
    this.controller?.abort(error);
    this.host.failed(this, error);
    this.onFail?.(error);
  }

  /** What is under way, in the order in which it began. Throws SNAPSHOT_UNSAVABLE, also where waits nest too deep. */
  save(writer: SnapshotWriter): SavedWork[] {
    return writer.nest(() => {
      const saved: SavedWork[] = [];
      // The latest stands first, and what it holds is in its order; pushed one by one, since there may be very many.
      for (let work = this.first; work !== undefined; work = work.next)
        for (const one of [...work.save(writer)].reverse()) saved.push(one);
      return saved.reverse();
    });
  }

  /** Calls back for each piece of work, subtrees inside of it included; for reports. */
  visit(see: (work: Work) => void): void {
    const ahead: Subtree[] = [this]; // no recursion here either
    for (let subtree = ahead.pop(); subtree; subtree = ahead.pop()) {
      for (let work = subtree.first; work !== undefined; work = work.next) {
        see(work);
        for (const inner of work.subtrees()) ahead.push(inner);
      }
    }
  }
}

/** A piece of work under way: counted by its subtree, kept by snapshots. It begins with its construction. */
export abstract class Work {
  /** @internal */
  declare previous: Work | undefined;
  /** @internal */
  declare next: Work | undefined;
  declare readonly subtree: Subtree;
  declare private readonly item: Item | undefined;
  declare private ended: boolean;

  /** `item`: the one in whose place in a window it runs. */
  constructor(subtree: Subtree, item: Item | undefined) {
    this.previous = undefined;
    this.next = undefined;
    this.subtree = subtree;
    this.item = item;
    this.ended = false;
    subtree.add(this);
    if (item !== undefined) item.enter();
  }

  /** It is over, or has become other work. Ending twice does nothing. What its place lets begin has begun then. */
  done(): void {
    if (this.ended) return;
    this.ended = true;
    if (this.item !== undefined) this.item.leave();
    this.subtree.remove(this);
  }

  /** What would have to be done again if everything stopped now. */
  abstract save(writer: SnapshotWriter): readonly SavedWork[];

  /** Subtrees that it waits for. */
  subtrees(): Iterable<Subtree> {
    return [];
  }
}

/** Work that is a subtree of its own, so that somebody else can wait for just that. */
export class NestedWork extends Work {
  constructor(
    subtree: Subtree,
    item: Item | undefined,
    private readonly inner: Subtree,
  ) {
    super(subtree, item);
  }

  save(writer: SnapshotWriter): readonly SavedWork[] {
    return this.inner.save(writer);
  }

  override subtrees(): Iterable<Subtree> {
    return [this.inner];
  }
}
