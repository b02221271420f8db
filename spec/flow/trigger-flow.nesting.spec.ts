/** Blocks in blocks: each comes together in its own place, whatever stands around it. */
import { MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";

/** With and without the bus: the ways are different, the results are not. */
const ways = [
  ["without a stream", () => ({})],
  ["on a stream", () => ({ stream: new MemoryStream() })],
  ["one chunk at a time", () => ({ concurrency: 1 })],
] as const;

for (const [way, options] of ways) {
  describe(`nested blocks ${way}`, () => {
    it("forEach in forEach in forEach: lists in lists, empty ones too", async () => {
      const flow = new TriggerFlow("lists");
      flow
        .forEach({ concurrency: 2 })
        .forEach()
        .forEach({ concurrency: 1 })
        .to(async (data) => (data.value as number) + 1)
        .endForEach()
        .endForEach()
        .endForEach()
        .end();
      const input = [[[1, 2], []], [], [[3], [4, 5]]];

      expect((await flow.start(input, options())).result).toEqual([[[2, 3], []], [], [[4], [5, 6]]]);
    });

    it("forEach in match in forEach, and match in forEach in match", async () => {
      const flow = new TriggerFlow("both");
      flow
        .forEach()
        .match()
        .case((data) => Array.isArray(data.value))
        .forEach({ concurrency: 1 })
        .ifCondition(async (data) => data.value > 1)
        .to((data) => `big ${data.value}`)
        .endCondition()
        .endForEach()
        .case((data) => typeof data.value === "string")
        .to((data) => (data.value as string).toUpperCase())
        .endMatch()
        .endForEach()
        .end();

      expect((await flow.start([[1, 2], "a", 3, []], options())).result).toEqual([[1, "big 2"], "A", 3, []]);
    });

    it("a match of all cases in a forEach in a match of all cases", async () => {
      const flow = new TriggerFlow("hits");
      flow
        .match({ mode: "hitAll" })
        .case(() => true)
        .forEach()
        .match({ mode: "hitAll" })
        .case((data) => data.value % 2 === 0)
        .to(async () => "even")
        .case(async (data) => data.value > 2)
        .to(() => "big")
        .caseElse()
        .to(() => "small and odd")
        .endMatch()
        .endForEach()
        .case((data) => (data.value as number[]).length > 3)
        .to((data) => (data.value as number[]).length)
        .endMatch()
        .end();

      expect((await flow.start([1, 2, 3, 4], options())).result).toEqual([
        ["small and odd", ["even"], ["big"], ["even", "big"]],
        4,
      ]);
      expect((await flow.start([1], options())).result).toEqual([["small and odd"]]);
    });

    it("a batch in a forEach in a match, and forEach over the outputs of a batch", async () => {
      const flow = new TriggerFlow("batches");
      flow
        .batch({
          evens: (data) => (data.value as number[]).filter((n) => n % 2 === 0),
          odds: (data) => (data.value as number[]).filter((n) => n % 2),
        })
        .to((data) => Object.values(data.value))
        .forEach({ concurrency: 1 })
        .match()
        .case((data) => data.value.length === 0)
        .to(() => "none")
        .caseElse()
        .forEach()
        .batch({ plus: async (data) => data.value + 1, minus: (data) => data.value - 1 }, { concurrency: 1 })
        .endForEach()
        .endMatch()
        .endForEach()
        .end();

      expect((await flow.start([1, 3], options())).result).toEqual([
        "none",
        [
          { plus: 2, minus: 0 },
          { plus: 4, minus: 2 },
        ],
      ]);
    });

    it("a sub-flow in each item, each with an execution of its own", async () => {
      const child = new TriggerFlow("child");
      child
        .to(async (data) => {
          data.state.append("seen", data.value);
          await data.emit("Note", data.value);
          return data.state.get("seen") as unknown;
        })
        .forEach()
        .to((data) => `child ${String(data.value)}`)
        .endForEach()
        .end();
      child.when("Note").to((data) => data.state.append("seen", `noted ${data.value}`));
      const flow = new TriggerFlow("parent");
      flow.forEach({ concurrency: 2 }).toSubFlow(child, { concurrency: 1 }).endForEach().end();

      expect((await flow.start(["a", "b", "c"], options())).result).toEqual(
        ["a", "b", "c"].map((one) => [`child ${one}`, `child noted ${one}`]),
      );
    });

    it("signals and state out of items and branches stay in their item until they have come together", async () => {
      const flow = new TriggerFlow("scopes");
      const joined: unknown[] = [];
      flow
        .forEach({ concurrency: 2 })
        .batch({
          a: (data) => data.emit("A", `a${data.value}`).then(() => data.value as number),
          b: (data) => data.setState("b", `b${data.value}`),
        })
        .to((data) => data.value.a)
        .endForEach()
        .end();
      flow
        .when(["A", { state: "b" }], { mode: "and" })
        .to((data) => joined.push([data.value.signal.A, data.value.state.b]));

      expect((await flow.start([1, 2, 3], options())).result).toEqual([1, 2, 3]);
      expect(joined.sort()).toEqual([
        ["a1", "b1"],
        ["a2", "b2"],
        ["a3", "b3"],
      ]);
    });

    for (const block of ["forEach", "batch", "hitAll"] as const) {
      it(`a loop by awaited emit through a ${block}, with a full window`, async () => {
        const flow = new TriggerFlow("loop");
        const turns: unknown[] = [];
        flow.to((data) => data.emit("Turn", 5));
        const turn = flow.when("Turn");
        const passed =
          block === "forEach"
            ? turn
                .to((data) => [data.value as number])
                .forEach({ concurrency: 1 })
                .to((data) => data.value)
                .endForEach()
                .to((data) => Number(data.value[0]))
            : block === "batch"
              ? turn.batch({ a: (data) => data.value as number }, { concurrency: 1 }).to((data) => data.value.a)
              : turn
                  .match({ mode: "hitAll" })
                  .case(() => true)
                  .to((data) => data.value as number)
                  .endMatch()
                  .to((data) => Number((data.value as number[])[0]));
        passed.to(async (data) => {
          turns.push(data.value);
          if (data.value > 0) await data.emit("Turn", data.value - 1);
        });

        expect((await flow.start(undefined, options())).status).toBe("completed");
        expect(turns).toEqual([5, 4, 3, 2, 1, 0]);
      });
    }
  });
}
