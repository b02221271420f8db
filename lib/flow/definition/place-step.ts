// Puts a step into its place: a node, and a second one where its failure is taken.
import type { ChunkNode } from "./blueprint.js";
import { attemptsRefused, checkOptions } from "./check-options.js";
import type { Chunk } from "./chunk.js";
import type { AnyStep, FlowBuilder } from "./flow-builder.js";
import type { Standing } from "./open-block.js";
import { type AttemptOptions, readAttempts } from "./step-options.js";

/** The options of a step, whatever its types. */
export interface AnyStepOptions extends AttemptOptions {
  readonly name?: string;
  readonly onError?: AnyStep | string;
}

/** The ids of the nodes of a step: its own, and that of the one that takes its failure. Throws FLOW_INVALID. */
export function placeStep(
  builder: FlowBuilder,
  { on, within }: Standing,
  step: AnyStep | string,
  options: AnyStepOptions = {},
  side = false,
): readonly string[] {
  const chunk = builder.chunkOf(step, builder.position("step"));
  const place = `step "${chunk.name}"`;
  checkOptions(builder, place, options, ["name", "timeoutMs", "retry", "onError"]);
  const own = readAttempts(options, attemptsRefused(builder, place));
  const { timeoutMs = chunk.timeoutMs, retry = chunk.retry } = own;
  const common = { kind: "chunk", within, side, batch: undefined } as const;
  const named = options.name !== undefined;
  const id = idOf(
    builder,
    { ...common, id: options.name ?? chunk.name, on, chunk, timeoutMs, retry, recovers: undefined },
    named,
  );
  if (options.onError === undefined) return [id];
  const taker = takerOf(builder, options.onError, `${id}-recovery`);
  const recovery: ChunkNode = {
    ...common,
    id: `${id}-recovery`,
    on: [`failed/${id}`],
    chunk: taker,
    timeoutMs: taker.timeoutMs,
    retry: taker.retry,
    recovers: id,
  };
  return [id, idOf(builder, recovery, named)];
}

// Adds the node, unless its author's name stands for the very same already: definitions may run twice.
function idOf(builder: FlowBuilder, node: ChunkNode, named: boolean): string {
  const earlier = named ? builder.claim(node.id) : undefined;
  const id = named ? node.id : builder.idFor(node.id);
  if (earlier === undefined) builder.add({ ...node, id });
  else if (!isSame(earlier, node)) throw builder.twice(id);
  return id;
}

function isSame(earlier: { readonly kind: string }, node: ChunkNode): boolean {
  if (earlier.kind !== "chunk") return false;
  const { chunk, on, side } = earlier as ChunkNode;
  return chunk.run === node.chunk.run && side === node.side && String(on) === String(node.on);
}

// JavaScript calls a function by the key that it is written under, which says nothing.
function takerOf(builder: FlowBuilder, step: AnyStep | string, position: string): Chunk {
  const chunk = builder.chunkOf(step, position);
  return typeof step === "function" && chunk.name === "onError" ? { ...chunk, name: position } : chunk;
}
