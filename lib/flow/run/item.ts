// One item in the body of a `forEach` whose window is bounded: it has a place in the window while something of it runs.
import type { Join } from "./join.js";
import { Permits } from "./permits.js";
import { Scope } from "./scope.js";

/** The level of one item. An item of which nothing runs, since it waits for an answer, gives its place to the next one. */
export class Item extends Scope {
  /** How many pieces of work are under way in it. */
  declare private active: number;
  declare private holds: boolean;
  declare private readonly window: Permits;
  /** The item around it, whose place is held as well. */
  declare private readonly outer: Item | undefined;
  declare private windows: Map<string, Permits> | undefined;

  /** It begins with a place that was taken for it. */
  constructor(parent: Scope, join: Join, index: number, window: Permits, outer: Item | undefined, holds: boolean) {
    super(parent, join, index, parent.origin);
    this.active = 0;
    this.holds = holds;
    this.window = window;
    this.outer = outer;
    this.windows = undefined;
  }

  /** A piece of work begins. */
  enter(): void {
    if (this.active++ > 0) return;
    this.outer?.enter();
    if (this.holds) return;
    this.holds = true;
    this.window.take();
  }

  /** It is over; the last one gives the place back. */
  leave(): void {
    if (--this.active > 0) return;
    this.giveBack();
    this.outer?.leave();
  }

  /** Takes its places for work that is about to begin, outermost first. Undefined when there is nothing to wait for. */
  reserve(): Promise<void> | undefined {
    const outer = this.outer?.reserve();
    if (outer !== undefined) return outer.then(() => this.reserveOwn());
    return this.reserveOwn();
  }

  /** Gives back what nothing has come of. */
  settle(): void {
    if (this.active === 0) this.giveBack();
    this.outer?.settle();
  }

  /**
   * The window for passes of a node that are set off from inside of this item and waited for: one of the same node has a
   * window of its own here, since it cannot wait for the item that waits for it.
   */
  windowOf(node: string, limit: number): Permits | undefined {
    if (this.join?.node !== node) return this.outer?.windowOf(node, limit);
    const windows = (this.windows ??= new Map<string, Permits>());
    const earlier = windows.get(node);
    if (earlier) return earlier;
    const made = new Permits(limit);
    windows.set(node, made);
    return made;
  }

  private reserveOwn(): Promise<void> | undefined {
    if (this.holds) return undefined;
    this.holds = true;
    return this.window.acquire();
  }

  private giveBack(): void {
    if (!this.holds) return;
    this.holds = false;
    this.window.release();
  }
}
