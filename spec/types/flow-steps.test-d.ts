/** What steps, batches and items infer, and which chains must not compile. */
import { type Chain, type ChunkData, TriggerFlow } from "millrace";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { type Settled } from "../../lib/flow/definition/step-options.js";

const loose = new TriggerFlow("loose");
const flow = new TriggerFlow("typed", { input: z.array(z.number()) });
const full = new TriggerFlow("full", {
  input: z.string(),
  state: z.object({ topic: z.string(), user: z.object({ name: z.string() }) }),
  signals: { Go: z.number(), Stop: z.boolean() },
  result: z.object({ ok: z.boolean() }),
});
const sum = flow.chunk("sum", (data) => data.value.reduce((a, b) => a + b, 0));
const len = flow.chunk("len", (data) => String(data.value.length));
describe("to", () => {
  it("gives what the step or the one that takes its failure gives", () => {
    const chain = flow.to(() => 1, {
      onError: (data) => {
        expectTypeOf(data.value.error).toBeUnknown();
        expectTypeOf(data.value.value).toEqualTypeOf<number[]>();
        return "failed";
      },
    });
    chain.to((data) => expectTypeOf(data.value).toEqualTypeOf<number | string>());
    flow
      .to(() => 1, { timeoutMs: 5, retry: 2, name: "one" })
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    // @ts-expect-error there is no such option
    flow.to(() => 1, { timeout: 5 });
  });

  it("gives the answer of a step that may pause", () => {
    flow
      .to((data) => (data.value.length > 0 ? data.pauseFor({ answer: z.object({ ok: z.boolean() }) }) : "no need"))
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<{ ok: boolean } | string>());
    flow.to((data) => data.pauseFor()).to((data) => expectTypeOf(data.value).toBeUnknown());
    flow
      .to(async (data) => (data.isResume ? 1 : data.pauseFor({ resumeTo: "self" })))
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    const gate = flow.chunk("gate", (data) => data.pauseFor({ answer: z.number() }));
    flow.to(gate).to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    flow.batch({ gate }).to((data) => expectTypeOf(data.value).toEqualTypeOf<{ readonly gate: number }>());
  });

  it("is as open as the flow", () => {
    loose.to((data) => {
      expectTypeOf(data.value).toBeAny();
    });
    loose.to("named").to((data) => expectTypeOf(data.value).toBeUnknown());
  });

  it("keeps the chain where it was behind a side branch and a separator", () => {
    flow
      .to(() => 1)
      .sideBranch((data) => data.value.toFixed())
      .separator("note", { print: true })
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
  });

  it("has types that can be written in short", () => {
    const chain: Chain<number, typeof flow.contract> = flow.to(sum);
    expectTypeOf(chain).toEqualTypeOf<Chain<number, typeof flow.contract>>();
  });
});

describe("a chunk", () => {
  it("with an output schema returns what the schema takes, and gives what it makes of it", () => {
    const read = full.chunk("read", { output: z.string().transform(Number) }, (data) => data.value);
    full.to(read).to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    const both = full.chunk("both", { value: z.number(), output: z.number(), timeoutMs: 5, emits: ["Go"] }, (data) => {
      expectTypeOf(data.value).toEqualTypeOf<number>();
      return data.value;
    });
    full.to(read).to(both);
    full.chunk("gate", { output: z.boolean() }, (data) => data.pauseFor({ answer: z.boolean() }));
    // @ts-expect-error the output is a text
    full.chunk("wrong", { output: z.string() }, () => 1);
    // @ts-expect-error there is no such option
    full.chunk("misspelt", { timeout: 5 }, () => 1);
  });

  it("with options has the input of the flow or what is annotated as its value", () => {
    full.chunk("options", { retry: 3 }, (data) => expectTypeOf(data.value).toEqualTypeOf<string>());
    const annotated = full.chunk("annotated", { retry: 3 }, (data: ChunkData<number>) => data.value);
    // @ts-expect-error the input of the flow is a text
    full.to(annotated);
  });
});

describe("batch", () => {
  it("settled tells for each branch whether it went well", () => {
    flow
      .batch(sum, len, { settled: true, concurrency: 2, timeoutMs: 5 })
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<{ sum: Settled<number>; len: Settled<string> }>());
    flow.batch({ a: sum }, { settled: true }).to((data) => {
      if (data.value.a.ok) expectTypeOf(data.value.a.value).toEqualTypeOf<number>();
      else expectTypeOf(data.value.a.error).toBeUnknown();
    });
    flow.batch({ a: sum }, { retry: 2 }).to((data) => expectTypeOf(data.value.a).toEqualTypeOf<number>());
  });

  it("takes no branches at all", () => {
    flow.batch().to((data) => expectTypeOf(data.value).toEqualTypeOf<{}>()); // eslint-disable-line @typescript-eslint/no-empty-object-type
  });
});

describe("forEach", () => {
  it("goes through items and gives the list of what came through", () => {
    flow.forEach().to((data) => {
      expectTypeOf(data.value).toEqualTypeOf<number>();
    });
    flow
      .forEach({ concurrency: 2, order: "completion" })
      .to((data) => String(data.value))
      .endForEach()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<string[]>());
    flow
      .forEach()
      .endForEach()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number[]>());
  });

  it("takes iterables apart, and neither texts nor single values", () => {
    flow
      .to(() => "text")
      .forEach()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<string>());
    flow
      .to(() => new Set([1]))
      .forEach()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    flow
      .to(async function* lines() {
        yield await Promise.resolve(1);
      })
      .forEach()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    flow
      .to(() => ({ a: 1 }))
      .forEach()
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<{ a: number }>());
    loose.forEach().to((data) => expectTypeOf(data.value).toBeAny());
  });

  it("ends where it began", () => {
    // @ts-expect-error no forEach is open
    flow.to(() => 1).endForEach();
    // @ts-expect-error a forEach is open
    flow.forEach().end();
    // @ts-expect-error a match is open inside of the forEach
    flow.forEach().match().case(1).endForEach();
    // @ts-expect-error the inner forEach is open
    flow.forEach().forEach().endForEach().end();
  });

  it("nests with batch and match", () => {
    const nested = flow
      .forEach({ concurrency: 2 })
      .to((data) => data.value + 1)
      .match()
      .case((data) => data.value > 2)
      .to((data) => `big ${String(data.value)}`)
      .forEach()
      .to((data) => data.value.length)
      .endForEach()
      .caseElse()
      .batch({ same: (data) => data.value, text: () => "text" })
      .endMatch()
      .endForEach()
      .to((data) => {
        expectTypeOf(data.value).toEqualTypeOf<(number[] | { readonly same: number; readonly text: string })[]>();
      });
    nested.end();
  });
});
