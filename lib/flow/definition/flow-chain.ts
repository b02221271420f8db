// The one implementation of the fluent chain, untyped: each method is one line to a node, and a new place behind it.
import { readBatch } from "./batch-arguments.js";
import type { Route } from "./blueprint.js";
import { checkChoice, checkConcurrency, checkOptions } from "./check-options.js";
import type { AnyStep, FlowBuilder } from "./flow-builder.js";
import { invalid } from "./flow-contract.js";
import { type AnyMatchOptions, beginCase, beginElse, closeMatch, openMatch } from "./match-block.js";
import { behind, blockFor, inside, OpenBlock, type Standing, standingAt } from "./open-block.js";
import { type AnyStepOptions, placeStep } from "./place-step.js";
import { isSubFlow, placeSubFlow } from "./sub-flow-arguments.js";
import { readWhen } from "./when-arguments.js";

/** Stands at a place of a flow, and puts behind it what its methods say; {@link Chain} is its typed face. */
export class FlowChain {
  readonly #builder: FlowBuilder;
  readonly #standing: Standing;

  constructor(builder: FlowBuilder, standing: Standing | readonly Route[]) {
    this.#builder = builder;
    this.#standing = "within" in standing ? standing : standingAt(standing);
  }

  to(step: unknown, options?: unknown): FlowChain {
    if (isSubFlow(step)) return this.toSubFlow(step, options);
    const ids = placeStep(this.#builder, this.#standing, step as AnyStep | string, options as AnyStepOptions);
    return this.behind(ids);
  }

  sideBranch(step: unknown, options?: unknown): this {
    placeStep(this.#builder, this.#standing, step as AnyStep | string, options as AnyStepOptions, true);
    return this;
  }

  batch(...args: readonly unknown[]): FlowChain {
    const builder = this.#builder;
    const { branches, concurrency, settled, timeoutMs, retry } = readBatch(builder, args);
    const { on, within } = this.#standing;
    const id = builder.idFor(builder.position("batch"));
    builder.add({ kind: "batch", id, on, within, concurrency, settled, keys: branches.map(([key]) => key) });
    for (const [key, chunk] of branches) {
      const branch = builder.idFor(key);
      builder.add({
        kind: "chunk",
        id: branch,
        on: [`branches/${id}`],
        within: [...within, `branches/${id}`],
        chunk,
        timeoutMs: chunk.timeoutMs ?? timeoutMs,
        retry: chunk.retry ?? retry,
        batch: id,
        recovers: undefined,
        side: false,
      });
      const ends: Route[] = [`ended/${branch}`, `skipped/${branch}`];
      if (settled) ends.push(`failed/${branch}`);
      builder.add({ kind: "gather", id: builder.idFor(`${branch} in ${id}`), on: ends, within, batch: id, key });
    }
    return this.next(behind(this.#standing, [`ended/${id}`]));
  }

  forEach(options: { readonly concurrency?: unknown; readonly order?: unknown } = {}): FlowChain {
    const builder = this.#builder;
    const { on, within } = this.#standing;
    checkOptions(builder, "a forEach", options, ["concurrency", "order"]);
    const concurrency = checkConcurrency(builder, "a forEach", options.concurrency);
    const order = checkChoice(builder, "the order of a forEach", options.order, ["input", "completion"]);
    const id = builder.idFor(builder.position("forEach"));
    builder.add({ kind: "forEach", id, on, within, concurrency, order });
    return this.next(inside(new OpenBlock(builder, "forEach", id, this.#standing), `items/${id}`));
  }

  endForEach(): FlowChain {
    const builder = this.#builder;
    const { on, skips } = this.#standing;
    const block = blockFor(builder, this.#standing, "forEach", "endForEach");
    const id = builder.idFor(builder.position("endForEach"));
    builder.add({ kind: "endForEach", id, on: [...on, ...skips], within: block.outer.within, forEach: block.id });
    block.close();
    return this.next(behind(block.outer, [`ended/${id}`]));
  }

  match(options?: AnyMatchOptions): FlowChain {
    return this.next(openMatch(this.#builder, this.#standing, "match", options));
  }

  case(test: unknown): FlowChain {
    const block = blockFor(this.#builder, this.#standing, "match", "case");
    return this.next(beginCase(this.#builder, block, this.#standing, "case", test));
  }

  caseElse(): FlowChain {
    const block = blockFor(this.#builder, this.#standing, "match", "caseElse");
    return this.next(beginElse(this.#builder, block, this.#standing, "caseElse"));
  }

  endMatch(options?: { readonly exhaustive?: unknown }): FlowChain {
    const block = blockFor(this.#builder, this.#standing, "match", "endMatch");
    return this.next(closeMatch(this.#builder, block, this.#standing, "endMatch", options));
  }

  ifCondition(test: unknown): FlowChain {
    const standing = openMatch(this.#builder, this.#standing, "ifCondition");
    const block = blockFor(this.#builder, standing, "ifCondition", "ifCondition");
    return this.next(beginCase(this.#builder, block, standing, "ifCondition", test));
  }

  elifCondition(test: unknown): FlowChain {
    const block = blockFor(this.#builder, this.#standing, "ifCondition", "elifCondition");
    return this.next(beginCase(this.#builder, block, this.#standing, "elifCondition", test));
  }

  elseCondition(): FlowChain {
    const block = blockFor(this.#builder, this.#standing, "ifCondition", "elseCondition");
    return this.next(beginElse(this.#builder, block, this.#standing, "elseCondition"));
  }

  endCondition(): FlowChain {
    const block = blockFor(this.#builder, this.#standing, "ifCondition", "endCondition");
    return this.next(closeMatch(this.#builder, block, this.#standing, "endCondition"));
  }

  when(...args: readonly unknown[]): FlowChain {
    return this.next(standingAt(readWhen(this.#builder, args)));
  }

  collect(collection: string, options: { readonly branch?: string; readonly mode?: unknown } = {}): FlowChain {
    const builder = this.#builder;
    const { on, within } = this.#standing;
    const place = `collect "${collection}"`;
    checkOptions(builder, place, options, ["branch", "mode"]);
    const others = builder.collection(collection);
    const [first] = others;
    const given = checkChoice(builder, `the mode of ${place}`, options.mode, ["filledAndUpdate", "filledThenEmpty"]);
    const mode = options.mode === undefined && first ? first.mode : given;
    if (first && first.mode !== mode) throw invalid(builder.name, `${place} has two modes, ${first.mode} and ${mode}`);
    const key = options.branch ?? freeKey(others.map((other) => other.key));
    if (others.some((other) => other.key === key)) {
      throw invalid(builder.name, `${place} has two branches "${key}"`, "Give each branch a name of its own.");
    }
    builder.add({ kind: "collect", id: builder.idFor(`${key} in ${collection}`), on, within, collection, key, mode });
    return this.next(behind(this.#standing, [`ended/${collection}`]));
  }

  toSubFlow(flow: unknown, options?: unknown): FlowChain {
    return this.behind([placeSubFlow(this.#builder, this.#standing, flow, options)]);
  }

  separator(note = "", options: { readonly print?: boolean; readonly value?: boolean } = {}): this {
    const builder = this.#builder;
    const { on, within } = this.#standing;
    checkOptions(builder, "a separator", options, ["print", "value"]);
    if (typeof note !== "string") throw invalid(builder.name, "the note of a separator is no text");
    const { print = false, value: showValue = false } = options;
    const id = builder.idFor(builder.position("separator"));
    builder.add({ kind: "separator", id, on, within, note, print, showValue });
    return this;
  }

  end(): void {
    const builder = this.#builder;
    const { on, within, block } = this.#standing;
    if (block) throw invalid(builder.name, `end stands inside of ${block.title}`, "Close the block first.");
    builder.add({ kind: "end", id: builder.idFor(builder.position("end")), on, within });
  }

  private next(standing: Standing): FlowChain {
    return new FlowChain(this.#builder, standing);
  }

  // Behind nodes that end the way they came, or leave it when they are skipped.
  private behind(ids: readonly string[]): FlowChain {
    const ended = ids.map((id): Route => `ended/${id}`);
    const skipped = ids.map((id): Route => `skipped/${id}`);
    return this.next(behind(this.#standing, ended, skipped));
  }
}

function freeKey(keys: readonly string[]): string {
  let turn = keys.length + 1;
  while (keys.includes(`branch-${String(turn)}`)) turn++;
  return `branch-${String(turn)}`;
}
