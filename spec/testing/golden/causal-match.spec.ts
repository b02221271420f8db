/** Goldens whose order is that of causes: what may change places, and what may not. */
import { type BaseEvent, defineEvent, MemoryStream } from "millrace";
import { goldenOf, type MatchGoldenOptions, recordEvents } from "millrace/testing";
import "millrace/testing/vitest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Call, Plain, play, reordered, scripts } from "./scripted-events.js";

class Result extends defineEvent("golden.result", { callId: z.string(), value: z.number() }) {}
class OtherResult extends defineEvent("golden.other-result", { callId: z.string(), value: z.number() }) {}

const causal: MatchGoldenOptions = { order: "causal" };
const choices = fc.array(fc.nat(), { maxLength: 40 });

/** Calls that run beside each other: all calls first, then their results in the order that is given. */
async function besideEachOther(
  order: readonly number[],
  value = (call: number): number => call,
): Promise<readonly BaseEvent[]> {
  const stream = new MemoryStream();
  const record = recordEvents(stream);
  const finish: (() => Promise<unknown>)[] = [];
  stream.where(Call).subscribe(({ callId }, context) => {
    const call = finish.length;
    finish.push(() => context.send(new Result({ callId, value: value(call) })));
  });
  stream.where(Plain).subscribe((_, context) => Promise.all(order.map(() => context.send(new Call({ name: "x" })))));
  await stream.send(new Plain("go"));
  for (const call of order) await finish[call]?.();
  return record.events;
}

function without(events: readonly BaseEvent[], index: number, ...instead: BaseEvent[]): readonly BaseEvent[] {
  return [...events.slice(0, index), ...instead, ...events.slice(index + 1)];
}

function failure(recorded: readonly BaseEvent[], golden: string, options = causal): string {
  try {
    expect(recorded).toMatchGolden(golden, options);
  } catch (error) {
    return (error as Error).message;
  }
  return expect.fail("the golden matches");
}

describe("toMatchGolden in the order of causes", () => {
  it("lets events change places of which neither caused the other", async () => {
    const golden = goldenOf(await besideEachOther([0, 1, 2]));

    expect(await besideEachOther([2, 0, 1])).toMatchGolden(golden, causal);
    expect(await besideEachOther([2, 0, 1])).not.toMatchGolden(golden);
  });

  it("holds for every other order in which causes come first", async () => {
    await fc.assert(
      fc.asyncProperty(scripts, choices, async (script, order) => {
        const golden = goldenOf(await play(script));

        expect(reordered((await play(script)).events, order)).toMatchGolden(golden, causal);
      }),
      { numRuns: 60 },
    );
  });

  it("does not hold for a stream that lacks one event, or has another", async () => {
    await fc.assert(
      fc.asyncProperty(scripts, fc.nat(), async (script, at) => {
        const { events } = await play(script);
        const golden = goldenOf(events);
        const index = at % events.length;

        expect(without(events, index)).not.toMatchGolden(golden, causal);
        expect(without(events, index, new Plain("other"))).not.toMatchGolden(golden, causal);
      }),
      { numRuns: 60 },
    );
  });

  it("does not hold where an id ties other events together", async () => {
    const golden = goldenOf(await besideEachOther([0, 1]));
    const events = await besideEachOther([0, 1]);
    const [first, second] = events.filter((event) => event instanceof Result);
    const crossed = events.map((event) =>
      event === first
        ? first.with({ callId: second!.callId })
        : event === second
          ? second.with({ callId: first!.callId })
          : event,
    );

    expect(crossed).not.toMatchGolden(golden, causal);
  });

  it("does not hold where another event is the cause", async () => {
    const nested = { say: "ask", then: [{ say: "call", then: [] }] };
    const golden = goldenOf(await play([nested, { say: "question", then: [] }]));
    const moved = await play([
      { say: "ask", then: [] },
      { say: "question", then: [{ say: "call", then: [] }] },
    ]);

    expect(failure(moved.events, golden)).toContain('causedBy: expected "Plain#1", but it is "human.input-request#1"');
  });

  it("goes back where the first partner that fits was the wrong one", async () => {
    const golden = goldenOf(await besideEachOther([0, 1, 2], (call) => 10 + call * 10));
    const near: MatchGoldenOptions = { order: "causal", tolerance: 0.1 };

    expect(await besideEachOther([0, 1, 2], (call) => [31, 10, 19][call]!)).toMatchGolden(golden, near);
    expect(await besideEachOther([0, 1, 2], (call) => [31, 10, 25][call]!)).not.toMatchGolden(golden, near);
  });

  it("does not hold for an event too many, nor for one of another type that has the same fields", () => {
    const golden = goldenOf([new Result({ callId: "a", value: 1 })]);

    expect([new OtherResult({ callId: "a", value: 1 })]).not.toMatchGolden(golden, causal);
    expect(failure([new Result({ callId: "a", value: 1 }), new Plain("extra")], golden)).toContain(
      '\n+ 2 { "id": "Plain#1", "value": "extra" }',
    );
  });

  it("asks for texts as in the order of the record, whatever they look like", () => {
    const sameText = (): boolean => true;
    const golden = goldenOf([new Plain({ text: "issue#1" }), new Plain({ text: "words" })]);

    expect([new Plain({ text: "words" }), new Plain({ text: "more" })]).toMatchGolden(golden, { ...causal, sameText });
    expect([new Plain({ text: "words" }), new Plain({ text: "issue#1" })]).toMatchGolden(golden, causal);
    expect([new Plain({ text: "words" }), new Plain({ text: "issue#2" })]).not.toMatchGolden(golden, causal);
  });

  it("says which event has no partner, and shows the one that comes nearest", async () => {
    const golden = goldenOf(await besideEachOther([0, 1, 2]));
    const message = failure(await besideEachOther([2, 1, 0], (call) => (call === 1 ? 7 : call)), golden);

    expect(message).toContain("the first difference is at event 6 of it");
    expect(message).toContain("    value: expected 1, but it is 7");
  });

  it("decides on streams of many equal events without trying all ways", async () => {
    const order = Array.from({ length: 150 }, (_, call) => call);
    const golden = goldenOf(await besideEachOther(order));
    const last = order.length - 1;

    // Which call stands for which one is seen in what came of it alone.
    expect(await besideEachOther(order, (call) => last - call)).toMatchGolden(golden, causal);
    expect(await besideEachOther(order, (call) => (call === 0 ? 1 : last - call))).not.toMatchGolden(golden, causal);
  });
});
