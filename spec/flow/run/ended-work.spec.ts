/** The end of a chunk on its way over the bus: what follows begins behind those who hear of it, restarts included. */
import { ChunkEnded, type ExecutionSnapshot, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { breath } from "../probes.js";
import { Door, reload } from "../snapshot/reload.js";

function define(ran: string[]): TriggerFlow {
  const flow = new TriggerFlow("ends");
  flow
    .to(
      () => {
        ran.push("one");
        return 0;
      },
      { name: "one" },
    )
    .to(
      (data) => {
        ran.push("two");
        return [data.value];
      },
      { name: "two" },
    )
    .end();
  return flow;
}

describe("the end of a chunk", () => {
  it("lets what follows begin when its hearers have heard it, in this order", async () => {
    const ran: string[] = [];
    const door = new Door();
    const stream = new MemoryStream();
    stream.where(ChunkEnded).subscribe(async (event) => {
      ran.push(`hears ${event.node}`);
      if (event.node === "one") await door.pass(0);
      ran.push(`heard ${event.node}`);
    });
    const run = define(ran).createExecution({ stream }).start();
    await door.reached;
    await breath();
    expect(ran).toEqual(["one", "hears one"]);
    door.open();
    await run;

    expect(ran).toEqual(["one", "hears one", "heard one", "two", "hears two", "heard two"]);
  });

  it("is in a snapshot until what follows has begun: nothing runs twice, nothing is lost", async () => {
    const ran: string[] = [];
    const stream = new MemoryStream();
    const execution = define(ran).createExecution({ stream });
    let saved: ExecutionSnapshot | undefined;
    stream.where(ChunkEnded, { node: "one" }).subscribe(() => {
      saved = execution.save();
    });
    await execution.start();
    ran.length = 0;

    expect(saved?.work).toEqual([{ kind: "arrival", route: "ended/one", value: 0, place: { scope: [], origin: 0 } }]);
    expect((await reload(define(ran), saved as ExecutionSnapshot).resume()).result).toEqual([0]);
    expect(ran).toEqual(["two"]);
  });

  it("fails its subtree with what a hearer throws", async () => {
    const ran: string[] = [];
    const stream = new MemoryStream();
    stream.where(ChunkEnded, { node: "one" }).subscribe(() => {
      throw new RangeError("a hearer");
    });
    const execution = define(ran).createExecution({ stream });

    await expect(execution.start()).rejects.toThrow("a hearer");
    expect(execution.status).toBe("failed");
  });

  it("is told with the output, also of falsy ones", async () => {
    const outputs: unknown[] = [];
    const stream = new MemoryStream();
    stream.where(ChunkEnded).subscribe((event) => {
      outputs.push(event.value);
    });
    const flow = new TriggerFlow("falsy");
    for (const value of [0, "", false, null, undefined]) flow.to(() => value);
    await flow.createExecution({ stream }).start();

    expect(outputs).toEqual([0, "", false, null, undefined]);
  });
});
