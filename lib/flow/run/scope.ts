// Inside which fan-outs a value is under way: the thing by which joins tell items and passes apart.
import type { Gathering } from "./gathering.js";
import { type Join, PastJoin } from "./join.js";

/** One level of fan-out. Branches of one batch share it; every item of a `forEach` has one of its own. */
export class Scope {
  /** What gates and collections have gathered here; freed with the scope. */
  declare gathered: Map<string, Gathering> | undefined;
  /** The same without what its join holds, for what is posted; see `posted`. */
  declare private shadow: Scope | undefined;
  /** The level around it; undefined at the top. */
  declare readonly parent: Scope | undefined;
  /** Where the level comes together again; undefined at the top. */
  declare readonly join: Join | undefined;
  /** Which item of the join; undefined where its branches share the level. */
  declare readonly index: number | undefined;
  /** Which signal from outside it all goes back to; 0 is the start. */
  declare readonly origin: number;

  constructor(parent: Scope | undefined, join: Join | undefined, index: number | undefined, origin: number) {
    this.gathered = undefined;
    this.shadow = undefined;
    this.parent = parent;
    this.join = join;
    this.index = index;
    this.origin = origin;
  }

  /** The level inside of this one. */
  inside(join: Join, index?: number): Scope {
    return new Scope(this, join, index, this.origin);
  }

  /**
   * The level for what is posted out of it: it pairs values as this one does, and keeps nothing alive. A level of a node
   * takes the place of an earlier one of that node, so that a loop does not nest for ever.
   */
  get posted(): Scope {
    const { join, parent } = this;
    if (join === undefined || parent === undefined) return this;
    if (this.shadow) return this.shadow;
    const around = parent.posted.around(join.node);
    const shadow = new Scope(around, new PastJoin(join.id, join.node, around), this.index, this.origin);
    shadow.shadow = shadow;
    this.shadow = shadow;
    return shadow;
  }

  // The nearest level around, this one included, that is outside of a node.
  private around(node: string): Scope {
    const { join, parent } = this;
    if (join === undefined || parent === undefined) return this;
    const outer = parent.around(node);
    return join.node === node || outer !== parent ? outer : this;
  }

  /** The levels by name, outermost first: what events carry. */
  get path(): readonly string[] {
    if (this.join === undefined || this.parent === undefined) return TOP;
    const name = this.index === undefined ? this.join.id : `${this.join.id}[${String(this.index)}]`;
    return [...this.parent.path, name];
  }
}

const TOP: readonly string[] = Object.freeze([]);
