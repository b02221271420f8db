// Where a chain stands: what it goes on behind, and the blocks that are open there. Forked chains share their blocks.
import type { Route } from "./blueprint.js";
import type { FlowBuilder } from "./flow-builder.js";
import { invalid } from "./flow-contract.js";

/** A place in a flow; immutable, as two chains may go on from one place. */
export interface Standing {
  readonly on: readonly Route[];
  readonly within: readonly Route[];
  readonly block: OpenBlock | undefined;
  /** The `skipped/…` routes of the steps on the way here, inside of the innermost block: its join waits on them, too. */
  readonly skips: readonly Route[];
  /** The branch of the block, counted from its beginning. */
  readonly turn: number;
}

/** A branch of a match whose chain has been left. */
export interface Branch {
  readonly kind: "case" | "else";
  readonly tails: readonly Route[];
  readonly skips: readonly Route[];
}

/** The keys of the methods that open blocks. */
export type BlockKind = "forEach" | "match" | "ifCondition";

const ENDS: Readonly<Record<BlockKind, string>> = {
  forEach: "endForEach",
  match: "endMatch",
  ifCondition: "endCondition",
};

/** A block between its beginning and its end. */
export class OpenBlock {
  /** Which branch is being written; 0 before the first. */
  turn = 0;
  /** True when the branch for all other values has begun. */
  hasElse = false;
  readonly branches: Branch[] = [];
  #closed = false;

  constructor(
    private readonly builder: FlowBuilder,
    readonly kind: BlockKind,
    readonly id: string,
    /** Where the block stands. */
    readonly outer: Standing,
  ) {
    builder.open(id, this.title);
  }

  /** How messages call it. */
  get title(): string {
    return `${this.kind} "${this.id}"`;
  }

  close(): void {
    this.#closed = true;
    this.builder.close(this.id);
  }

  /** Refuses a chain that goes on where the block has passed. Throws FLOW_INVALID. */
  mustGoOn(method: string, turn: number): void {
    const { name } = this.builder;
    if (this.#closed) {
      throw invalid(name, `${method} closes ${this.title} twice`, "Keep the chain that the first end gives.");
    }
    if (turn === this.turn) return;
    throw invalid(
      name,
      `${method} goes on from a branch of ${this.title} that has been left`,
      "Write the branches of a block as one chain.",
    );
  }
}

/** The innermost open block, which must be of this kind. Throws FLOW_INVALID and names the method. */
export function blockFor({ name }: FlowBuilder, { block, turn }: Standing, kind: BlockKind, method: string): OpenBlock {
  if (block?.kind === kind) {
    block.mustGoOn(method, turn);
    return block;
  }
  throw block === undefined
    ? invalid(name, `${method} stands where no ${kind} is open`, `Open the block with ${kind}() first.`)
    : invalid(name, `${method} stands inside of ${block.title}`, `Close it with ${ENDS[block.kind]}() first.`);
}

/** A place outside of all blocks. */
export function standingAt(on: readonly Route[]): Standing {
  return { on, within: [], block: undefined, skips: [], turn: 0 };
}

/** The place behind a node; `skips` are the routes on which steps just passed leave the way. */
export function behind(standing: Standing, on: readonly Route[], skips: readonly Route[] = []): Standing {
  return { ...standing, on, skips: standing.block === undefined ? [] : [...standing.skips, ...skips] };
}

/** The place at the beginning of the inside of a block. */
export function inside(block: OpenBlock, route: Route): Standing {
  return { on: [route], within: [...block.outer.within, route], block, skips: [], turn: block.turn };
}
