import { ChunkStarted, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

describe("the join of a batch", () => {
  it("waits for the last branch", async () => {
    const flow = new TriggerFlow("join");
    const door = createDeferred<number>();
    const joined: unknown[] = [];
    flow.batch({ a: () => door.promise, b: () => 2 }).to((data) => joined.push(data.value));
    const started = flow.start();
    await breath();

    expect(joined).toEqual([]);
    door.resolve(1);
    await started;

    expect(joined).toEqual([{ a: 1, b: 2 }]);
  });

  it("completes with skipped for a branch whose start was suppressed", async () => {
    const stream = new MemoryStream();
    stream.where(ChunkStarted.field("node").eq("a")).subscribe(() => null, { interrupt: true });
    const flow = new TriggerFlow("skip");
    const ran: string[] = [];
    flow.batch({ a: () => ran.push("a"), b: () => ran.push("b") }, { concurrency: 1 }).end();

    const { result } = await flow.start(undefined, { stream, concurrency: 1 });

    expect(result).toEqual({ a: { skipped: true }, b: 1 });
    expect(ran).toEqual(["b"]);
  });

  it("completes when all branches are skipped", async () => {
    const stream = new MemoryStream();
    stream.where(ChunkStarted).subscribe(() => null, { interrupt: true });
    const flow = new TriggerFlow("none");
    flow.batch({ a: () => 1, b: () => 2 }).end();

    expect((await flow.start(undefined, { stream })).result).toEqual({ a: { skipped: true }, b: { skipped: true } });
  });
});
