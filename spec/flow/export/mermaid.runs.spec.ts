/** What the engine says of its runs, drawn. */
import { MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { type ChunkData } from "../../../lib/flow/definition/chunk.js";
import { nodeStatuses } from "../../../lib/flow/export/run-overlay.js";
import { toMermaid } from "../../../lib/flow/export/mermaid.js";

const same = (data: ChunkData<number>): number => data.value;

describe("a recorded run", () => {
  it("says what is done, what failed and what waits, and its drawing shows it", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    const child = new TriggerFlow("child");
    child.to(child.chunk("each", same)).end();
    const flow = new TriggerFlow("overlay");
    const fails = flow.chunk("fails", { retry: 2 }, () => {
      throw new Error("broken");
    });
    flow
      .to(flow.chunk("list", () => [1, 2, 3]))
      .forEach()
      .to(flow.chunk("each", same))
      .endForEach()
      .toSubFlow(child)
      .to(fails, { onError: flow.chunk("takes", () => 1) })
      .to(flow.chunk("gate", (data) => data.pauseFor({ id: "gate" })))
      .end();

    const execution = flow.createExecution({ stream, autoClose: false });
    await execution.start(1);
    const statuses = nodeStatuses(record.events, { flow: "overlay" });
    const drawn = toMermaid(flow.blueprint(), { run: record.events });
    await execution.continueWith("gate", 5);

    expect([...statuses].map(([node, { status, runs }]) => [node, status, runs])).toEqual([
      ["list", "done", 1],
      ["each", "done", 3],
      ["child", "done", 1],
      ["fails", "failed", 1],
      ["fails-recovery", "done", 1],
      ["gate", "waiting", 1],
    ]);
    expect(drawn).toContain('["gate<br/>… ×1"]');
    expect(drawn).toContain('[["child<br/>✓ ×1"]]');
    expect(nodeStatuses(record.events, { flow: "overlay" }).get("gate")?.status).toBe("done");
  });
});
