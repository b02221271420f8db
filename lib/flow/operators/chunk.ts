// A chunk in its place: permits, start, handler, end or failure. The start is an event that may be replaced or suppressed.
import { type StreamContext } from "../../stream/context.js";
import { type ChunkNode } from "../blueprint.js";
import { ChunkContext } from "../chunk-context.js";
import { createChunkData } from "../chunk-data.js";
import { checkValue } from "../flow-contract.js";
import { ChunkEnded, ChunkFailed, ChunkStarted } from "../flow-events.js";
import { type Arrival, type ChunkTicket, type FlowRun, type Lineage } from "../flow-run.js";
import { Lease } from "../permits.js";
import { type Operator } from "./operator.js";

export const chunk: Operator<ChunkNode> = {
  async receive(run, node, { value, scope, context }) {
    const batchPermits = node.batch === undefined ? undefined : run.batchPermits.get(node.batch);
    const lease = await Lease.take(batchPermits ? [batchPermits, run.permits] : [run.permits]);
    try {
      if (!run.open) return;
      if (!run.wants(ChunkStarted)) {
        await runChunk(run, node, { value, scope, context }, lease);
        return;
      }
      let begun = false;
      const ticket: ChunkTicket = {
        begin: async (startValue, startContext) => {
          if (begun) return;
          begun = true;
          await runChunk(run, node, { value: startValue, scope, context: startContext }, lease);
        },
      };
      const lineage: Lineage = { ...(context.lineage as Lineage), ticket };
      const started = new ChunkStarted(run.blueprint.name, run.id, node.id, node.chunk.name, value, scope);
      await context.derive({ lineage }).send(started);
      lease.end();
      if (!(begun as boolean)) await run.trigger(`skipped/${node.id}`, { value, scope, context });
    } finally {
      lease.end();
    }
  },
};

async function runChunk(
  run: FlowRun,
  node: ChunkNode,
  { value, scope, context }: Arrival,
  lease: Lease,
): Promise<void> {
  const { name } = run.blueprint;
  const { root } = context.lineage as Lineage;
  const own = new ChunkContext(context, { run, root }, lease);
  let output: unknown;
  try {
    const checked = checkValue(name, `value of chunk "${node.chunk.name}"`, node.chunk.valueSchema, value);
    output = await node.chunk.run(createChunkData(run, checked, scope, own, lease), own);
  } catch (error) {
    await run.tell(
      ChunkFailed,
      () => new ChunkFailed(name, run.id, node.id, node.chunk.name, value, scope, error),
      own,
    );
    root.fail(error);
    return;
  } finally {
    lease.end();
  }
  if (run.open) await endChunk(run, node, output, scope, own);
}

function endChunk(
  run: FlowRun,
  node: ChunkNode,
  output: unknown,
  scope: readonly string[],
  context: StreamContext,
): unknown {
  if (!run.wants(ChunkEnded)) return run.trigger(`ended/${node.id}`, { value: output, scope, context });
  return context.send(new ChunkEnded(run.blueprint.name, run.id, node.id, node.chunk.name, output, scope));
}
