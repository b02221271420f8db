/** Loops: a chain that sends the signal that it waits for. Posted ones are flat, awaited ones may be as deep as memory is. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ChunkStarted, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const turns = { signals: { Turn: z.number(), Loop: z.number() } };

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** The heap in megabytes when a loop has come to certain turns. */
async function heapAt(
  at: readonly number[],
  loop: (note: (turn: number) => void) => Promise<unknown>,
): Promise<number[]> {
  const heaps: number[] = [];
  await loop((turn) => {
    if (!at.includes(turn)) return;
    collectGarbage();
    heaps.push(process.memoryUsage().heapUsed / 2 ** 20);
  });
  return heaps;
}

describe("F17 a loop", () => {
  for (const blocks of ["plain", "forEach", "batch", "match"] as const) {
    it(`by emitNowait is flat in stack and heap over 100,000 turns (${blocks})`, async () => {
      const last = blocks === "plain" ? 100_000 : 20_000;
      const [early, late] = await heapAt([last / 10, last], (note) => {
        const flow = new TriggerFlow("posted", turns);
        flow.to((data) => data.emitNowait("Turn", 1));
        const turn = flow.when("Turn");
        const passed =
          blocks === "forEach"
            ? turn
                .to((data) => [data.value])
                .forEach({ concurrency: 1 })
                .endForEach()
                .to((data) => Number(data.value[0]))
            : blocks === "batch"
              ? turn.batch({ a: (data) => data.value }, { concurrency: 1 }).to((data) => data.value.a)
              : blocks === "match"
                ? turn
                    .match({ mode: "hitAll" })
                    .case(() => true)
                    .endMatch()
                    .to((data) => Number((data.value as number[])[0]))
                : turn;
        passed.to((data) => {
          note(data.value);
          if (data.value < last) data.emitNowait("Turn", data.value + 1);
        });
        return flow.start();
      });

      expect(late! - early!).toBeLessThan(4);
    });
  }

  it("by emitNowait out of the branch of a batch keeps nothing of the turns before, seen on the bus or not", async () => {
    for (const onBus of [false, true]) {
      const [early, late] = await heapAt([300, 3_000], (note) => {
        const stream = new MemoryStream({ history: false });
        if (onBus) stream.where(ChunkStarted).subscribe(() => undefined);
        const flow = new TriggerFlow("branch", turns);
        flow.to((data) => data.emitNowait("Turn", 1));
        flow.when("Turn").batch({
          a: (data) => {
            note(data.value);
            if (data.value < 3_000) data.emitNowait("Turn", data.value + 1);
            return Array.from({ length: 1_000 }, (_, index) => index + data.value);
          },
        });
        return flow.start(undefined, { stream });
      });

      expect(late! - early!).toBeLessThan(4);
    }
  });

  it("by awaited emit takes 100,000 turns without an overflow, and comes back through all of them", async () => {
    const flow = new TriggerFlow("awaited", turns);
    let back = 0;
    flow.to((data) => data.emit("Turn", 1));
    flow.when("Turn").to(async (data) => {
      if (data.value < 100_000) await data.emit("Turn", data.value + 1);
      back++;
    });

    expect((await flow.start()).status).toBe("completed");
    expect(back).toBe(100_000);
  });

  it("by awaited emit may look at its signal, and fail, at the deepest turn", async () => {
    for (const deepest of ["reads", "fails"] as const) {
      const flow = new TriggerFlow("deep", turns);
      flow.to((data) => data.emit("Turn", 1));
      flow.when("Turn").to(async (data) => {
        if (data.value < 20_000) await data.emit("Turn", data.value + 1);
        else if (deepest === "reads") expect(data.signal.aborted).toBe(false);
        else throw new Error("at the bottom");
      });
      const started = flow.start();

      if (deepest === "reads") expect((await started).status).toBe("completed");
      else await expect(started).rejects.toThrow("at the bottom");
    }
  });

  it("by awaited emit is told to stop without a stack as deep as the loop, when each turn looks at its signal", async () => {
    const flow = new TriggerFlow("cancelled", turns);
    let frames = 0;
    let back = 0;
    const { stackTraceLimit } = Error;
    flow.to((data) => data.emit("Turn", 1));
    flow.when("Turn").to(async (data) => {
      data.signal.throwIfAborted();
      if (data.value < 500) await data.emit("Turn", data.value + 1);
      else {
        data.signal.addEventListener("abort", () => (frames = (new Error().stack ?? "").split("\n").length));
        void data.execution.cancel("enough");
      }
      back++;
    });
    Error.stackTraceLimit = Infinity;
    try {
      expect((await flow.start()).status).toBe("cancelled");
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }

    expect(back).toBeLessThan(500);
    expect(frames).toBeGreaterThan(0);
    expect(frames).toBeLessThan(100);
  });

  it("example 08: posts its turns and sums them up in the state", async () => {
    const flow = new TriggerFlow("example", turns);
    flow.to((data) => data.emitNowait("Loop", 0));
    flow.when("Loop").to((data) => {
      data.state.append("values", data.value);
      if (data.value < 3) data.emitNowait("Loop", data.value + 1);
    });

    expect((await flow.start()).state).toEqual({ values: [0, 1, 2, 3] });
  });
});
