// A chunk in its place: permits, start, handler, end or failure. The start is an event that may be replaced or suppressed.
import { type ChunkNode } from "../definition/blueprint.js";
import { ChunkContext } from "../run/chunk-context.js";
import { createChunkData } from "../run/chunk-data.js";
import { checkValue } from "../definition/flow-contract.js";
import { ChunkEnded, ChunkFailed, ChunkStarted } from "../flow-events.js";
import { type Arrival, type ChunkTicket, type FlowRun, type Lineage } from "../run/flow-run.js";
import { OpenEmits } from "../run/open-emits.js";
import { Lease } from "../run/permits.js";
import { type Operator } from "./operator.js";

export const chunk: Operator<ChunkNode> = {
  async receive(run, node, arrival) {
    const batchPermits = node.batch === undefined ? undefined : run.batchPermits.get(node.batch);
    const lease = new Lease([batchPermits, run.permits].filter((permits) => permits !== undefined));
    // Always asynchronous: a handler never runs inside the call that set it off, and loops do not grow the stack.
    await lease.take();
    try {
      if (!run.open) return;
      if (run.wants(ChunkStarted)) await announce(run, node, arrival, lease);
      else await runChunk(run, node, arrival, lease);
    } finally {
      lease.end();
    }
  },
};

// Sends the start over the bus. The link behind the interrupters lets the chunk begin; without them calling it, it is skipped.
async function announce(
  run: FlowRun,
  node: ChunkNode,
  { value, scope, context }: Arrival,
  lease: Lease,
): Promise<unknown> {
  let begun = false;
  const ticket: ChunkTicket = {
    begin: async (startValue, startContext) => {
      if (begun || !run.open) return;
      begun = true;
      await runChunk(run, node, { value: startValue, scope, context: startContext }, lease);
    },
  };
  const lineage: Lineage = { ...(context.lineage as Lineage), ticket };
  const started = new ChunkStarted(run.blueprint.name, run.id, node.id, node.chunk.name, value, scope);
  await context.derive({ lineage }).send(started);
  if (begun as boolean) return undefined;
  lease.end();
  return run.trigger(`skipped/${node.id}`, { value, scope, context });
}

async function runChunk(
  run: FlowRun,
  node: ChunkNode,
  { value, scope, context }: Arrival,
  lease: Lease,
): Promise<unknown> {
  const { name } = run.blueprint;
  const { root } = context.lineage as Lineage;
  const own = new ChunkContext(context, { run, root }, lease);
  const emits = new OpenEmits(run);
  let output: unknown;
  try {
    const checked = checkValue(name, `value of chunk "${node.chunk.name}"`, node.chunk.valueSchema, value);
    output = await node.chunk.run(createChunkData(run, checked, scope, own, lease, emits), own);
  } catch (error) {
    lease.end();
    emits.end();
    const told = run.tell(
      ChunkFailed,
      () => new ChunkFailed(name, run.id, node.id, node.chunk.name, value, scope, error),
      own,
    );
    root.fail(error); // at once, however long the hearers take
    return told;
  }
  lease.end();
  emits.end();
  if (!run.open) return undefined;
  if (!run.wants(ChunkEnded)) return run.trigger(`ended/${node.id}`, { value: output, scope, context: own });
  return own.derive({}).send(new ChunkEnded(name, run.id, node.id, node.chunk.name, output, scope)); // nothing is lent
}
