/** An event that a chunk sends: behind a restart it is neither lost nor sent to the flow twice. */
import { ChunkEnded, ChunkStarted, defineEvent, type ExecutionSnapshot, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Door, reload } from "../snapshot/reload.js";

class Ping extends defineEvent("spec.ping", { n: z.number() }) {}

function define(door: Door): TriggerFlow {
  const flow = new TriggerFlow("pings");
  flow.to(
    async (data) => {
      const delivered = await data.context.send(new Ping({ n: 0 }));
      data.state.append("log", `sent ${String(delivered)}`);
    },
    { name: "send" },
  );
  flow
    .when(Ping)
    .to(
      (data) => {
        data.state.append("log", `heard ${String(data.value.n)}`);
        return door.pass(0);
      },
      { name: "hear" },
    )
    .to((data) => {
      data.state.append("log", "behind");
    });
  return flow;
}

/** Saves when a plain subscriber of the stream hears of an event of the class. */
async function savedAt(
  what: typeof Ping | typeof ChunkStarted | typeof ChunkEnded,
  node?: string,
): Promise<ExecutionSnapshot> {
  const stream = new MemoryStream();
  const door = new Door();
  door.open();
  const execution = define(door).createExecution({ stream });
  let saved: ExecutionSnapshot | undefined;
  stream.subscribe((event) => {
    if (event instanceof what && (node === undefined || (event as ChunkStarted).node === node))
      saved ??= execution.save();
  });
  await execution.start();
  return saved as ExecutionSnapshot;
}

describe("an event that a chunk sends", () => {
  const boundaries = [
    ["it is on its way", () => savedAt(Ping)],
    ["a chunk that heard it begins", () => savedAt(ChunkStarted, "hear")],
    ["a chunk that heard it has ended", () => savedAt(ChunkEnded, "hear")],
    ["the chunk that sent it has ended", () => savedAt(ChunkEnded, "send")],
  ] as const;
  for (const [when, save] of boundaries)
    it(`is heard once when the process dies while ${when}`, async () => {
      const door = new Door();
      door.open();
      const stream = new MemoryStream();
      const outcome = await reload(define(door), await save(), { stream }).resume();

      expect(outcome.status).toBe("completed");
      expect(outcome.state).toEqual({ log: ["heard 0", "behind", "sent true"] });
    });

  it("is in the snapshot as long as no flow has taken it up", async () => {
    const open = (saved: ExecutionSnapshot): unknown =>
      saved.work.flatMap((work) => (work.kind === "call" ? (work.open ?? []) : []));

    expect(open(await savedAt(Ping))).toEqual([
      [
        0,
        [
          {
            kind: "event",
            event: { $event: expect.objectContaining({ type: "spec.ping" }) as unknown },
            place: { scope: [], origin: 0 },
          },
        ],
      ],
    ]);
    expect(open(await savedAt(ChunkStarted, "hear"))).toEqual([
      [0, [expect.objectContaining({ kind: "call", node: "hear" })]],
    ]);
  });

  it("is named when it cannot be saved", async () => {
    class Local extends Ping.extend("spec.local-ping", { live: z.any() }) {}
    const stream = new MemoryStream();
    const flow = new TriggerFlow("local");
    flow.to((data) => data.context.send(new Local({ n: 1, live: () => 1 })));
    const execution = flow.createExecution({ stream });
    let error: unknown;
    stream.subscribe((event) => {
      if (!(event instanceof Ping)) return;
      try {
        execution.save();
      } catch (caught) {
        error = caught;
      }
    });
    await execution.start();

    expect(error).toMatchObject({
      code: "SNAPSHOT_UNSAVABLE",
      message: expect.stringContaining("the event [spec.local-ping]") as string,
    });
  });
});
