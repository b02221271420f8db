/** What flows infer from contracts and chains, and what must not compile. */
import {
  type Chunk,
  type ChunkData,
  defineEvent,
  dispatchFields,
  type Execution,
  inject,
  type Outcome,
  type RuntimeStreamReader,
  type StreamedField,
  TriggerFlow,
  Variable,
  where,
} from "millrace";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";

class Order extends defineEvent("flow-types.order", { amount: z.number() }) {}
class Refund extends defineEvent("flow-types.refund", { reason: z.string() }) {}

const loose = new TriggerFlow();
const flow = new TriggerFlow("typed", { input: z.array(z.number()) });
const sum = flow.chunk("sum", async (data) => data.value.reduce((a, b) => a + b, 0));
const len = flow.chunk("len", (data) => String(data.value.length));

const full = new TriggerFlow("full", {
  input: z.string().transform((text) => text.length),
  state: z.object({ topic: z.string(), facts: z.array(z.number()).optional() }),
  stream: z.object({ stage: z.string() }),
  signals: { Loop: z.number(), Done: z.null() },
  result: z.object({ ok: z.boolean() }),
});

describe("a flow without a contract", () => {
  it("is open: values, state and items are any", () => {
    loose.to((data) => {
      expectTypeOf(data.value).toBeAny();
      expectTypeOf(data.state.get("anything")).toBeAny();
      void data.putIntoStream({ any: "item" });
      void data.emit("Anything", 1);
    });
    expectTypeOf<Awaited<ReturnType<typeof loose.start>>["result"]>().toBeAny();
    loose.when("Anything").to((data) => expectTypeOf(data.value).toBeAny());
  });

  it("infers what steps give nevertheless", () => {
    loose.to(() => 1).to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    loose.to(async () => "text").to((data) => expectTypeOf(data.value).toEqualTypeOf<string>());
  });

  it("takes an annotated value; what the annotation does not say is unknown", () => {
    loose.chunk("unknown", (data: ChunkData<number>) => {
      expectTypeOf(data.state.get("key")).toBeUnknown();
      void data.emit("Anything", 1);
    });
    const annotated = loose.chunk("annotated", (data: ChunkData<{ readonly n: number }>) => data.value.n);

    loose
      .to(() => ({ n: 1 }))
      .to(annotated)
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    // @ts-expect-error the chunk asks for another value
    loose.to(() => ({ m: 1 })).to(annotated);
  });
});

describe("a chunk", () => {
  it("has the input of the flow as its value, or what its schema or annotation says", () => {
    expectTypeOf(sum).toExtend<Chunk<"sum", number[], number, typeof flow.contract>>();
    const report = flow.chunk("report", { value: z.object({ a: z.number() }) }, (data) => {
      expectTypeOf(data.value).toEqualTypeOf<{ a: number }>();
      return data.value.a;
    });

    flow
      .to(() => ({ a: 1 }))
      .to(report)
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    const annotated = flow.chunk("annotated", (data: ChunkData<string>) => data.value.length);
    flow
      .to(() => "text")
      .to(annotated)
      .to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    // @ts-expect-error the value of the chunk is an object
    flow.to(report);
    // @ts-expect-error the chunk takes the input of the flow
    flow.to(() => "text").to(sum);
  });

  it("can be a function made by inject", () => {
    const greet = inject(
      { name: Variable<string>("name") },
      (data: ChunkData<number[]>, { name }) => name + String(data.value.length),
    );

    flow.to(greet).to((data) => expectTypeOf(data.value).toEqualTypeOf<string>());
  });
});

describe("a batch", () => {
  it("gives the output of each chunk under its name, with options, too", () => {
    flow.batch(sum, len).to((data) => expectTypeOf(data.value).toEqualTypeOf<{ sum: number; len: string }>());
    flow
      .to((data) => data.value)
      .batch(sum, len, { concurrency: 2 })
      .to((data) => {
        expectTypeOf(data.value.sum).toEqualTypeOf<number>();
        expectTypeOf(data.value.len).toEqualTypeOf<string>();
        expectTypeOf(data.value).not.toHaveProperty("other");
      });
  });

  it("takes functions and chunks under keys", () => {
    flow
      .to((data) => data.value)
      .batch({ a: async (data) => data.value.length, b: len }, { concurrency: 2 })
      .to((data) => {
        expectTypeOf(data.value.a).toEqualTypeOf<number>();
        expectTypeOf(data.value.b).toEqualTypeOf<string>();
      });
  });

  it("refuses branches that take another value, and wrong options", () => {
    // @ts-expect-error the branches take a list of numbers
    flow.to(() => "text").batch(sum, len);
    // @ts-expect-error the option is called concurrency
    flow.batch(sum, len, { concurency: 2 });
  });
});

describe("a contract", () => {
  it("types input, state, items, signals and result", () => {
    full.to(async (data) => {
      expectTypeOf(data.value).toEqualTypeOf<number>();
      expectTypeOf(data.state.get("topic")).toEqualTypeOf<string | undefined>();
      expectTypeOf(data.state.get("topic", "")).toEqualTypeOf<string>();
      data.state.set("topic", "x");
      data.state.append("facts", 1);
      await data.putIntoStream({ stage: "x" });
      await data.emit("Loop", 1);
      data.emitNowait("Done", null);
      data.setResult({ ok: true });
      expectTypeOf(data.execution).toEqualTypeOf<Execution<typeof full.contract>>();
    });
    full.when("Loop").to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    full.when({ state: "topic" }).to((data) => expectTypeOf(data.value).toEqualTypeOf<string>());
    expectTypeOf(full.start).parameter(0).toEqualTypeOf<string>();
    expectTypeOf(full.start("topic")).toEqualTypeOf<Promise<Outcome<typeof full.contract>>>();
    // @ts-expect-error the contract asks for an input
    void full.start();
    void new TriggerFlow("open").start();
    void new TriggerFlow("optional", { input: z.string().optional() }).start();
    expectTypeOf<Outcome<typeof full.contract>["result"]>().toEqualTypeOf<{ ok: boolean } | undefined>();
    expectTypeOf<Outcome<typeof full.contract>["state"]>().toEqualTypeOf<{
      topic?: string;
      facts?: number[] | undefined;
    }>();
    expectTypeOf(full.getRuntimeStream("x")).toEqualTypeOf<RuntimeStreamReader<{ stage: string }>>();
  });

  it("refuses what does not fit", () => {
    full.to(async (data) => {
      // @ts-expect-error the topic is a text
      data.state.set("topic", 1);
      // @ts-expect-error the facts are numbers
      data.state.append("facts", "1");
      // @ts-expect-error the state has no such key
      data.state.get("other");
      // @ts-expect-error the state has no such key
      await data.setState("other", 1);
      // @ts-expect-error an item has a stage
      await data.putIntoStream({ stag: "x" });
      // @ts-expect-error there is no such signal
      await data.emit("Other", 1);
      // @ts-expect-error the signal carries a number
      data.emitNowait("Loop", "1");
      // @ts-expect-error the result says whether it is ok
      data.setResult({});
    });
    // @ts-expect-error there is no such signal
    full.when("Other");
    // @ts-expect-error the state has no such key
    full.when({ state: "other" });
    // @ts-expect-error the input is a text
    void full.start(1);
    // @ts-expect-error there is no such signal
    void full.createExecution().emit("Other");
    // @ts-expect-error there is no such slot with this name
    new TriggerFlow("x", { inputs: z.string() });
  });

  it("asks for the value of a signal that has one", () => {
    const signals = {
      Go: z.number(),
      Maybe: z.string().optional(),
      Plain: z.undefined(),
      Text: z.coerce.number<string>(),
    };
    const asking = new TriggerFlow("asking", { signals });
    asking.to(async (data) => {
      await data.emit("Go", 1);
      await data.emit("Maybe");
      await data.emit("Plain");
      await data.emit("Text", "1");
      data.emitNowait("Maybe", "x");
      // @ts-expect-error the signal carries a number
      await data.emit("Go");
      // @ts-expect-error the signal carries a number
      data.emitNowait("Go");
      // @ts-expect-error the signal takes a text, which its schema reads
      data.emitNowait("Text", 1);
    });
    const execution = asking.createExecution();
    void execution.emit("Go", 1);
    execution.emitNowait("Maybe");
    // @ts-expect-error the signal carries a number
    void execution.emit("Go");
    // @ts-expect-error the signal carries a number
    execution.emitNowait("Go");
    void loose.createExecution().emit("Anything");
    loose.to((data) => data.emit("Anything"));
    flow.to((data) => data.emit("Anything"));
  });

  it("leaves slots that it does not name unknown", () => {
    flow.to((data) => {
      expectTypeOf(data.state.get("anything")).toBeUnknown();
      void data.putIntoStream("anything");
    });
    flow.when("Anything").to((data) => expectTypeOf(data.value).toBeUnknown());
    expectTypeOf<Outcome<typeof flow.contract>["result"]>().toBeUnknown();
  });
});

describe("when", () => {
  it("takes the value from a chunk, an event class, a filter, a template and a list", () => {
    flow.when(sum).to((data) => expectTypeOf(data.value).toEqualTypeOf<number>());
    flow.when(Order).to((data) => expectTypeOf(data.value).toEqualTypeOf<Order>());
    flow.when(Order.field("amount").gt(5)).to((data) => expectTypeOf(data.value).toEqualTypeOf<Order>());
    flow.when(where`${Order} | ${Refund}`).to((data) => expectTypeOf(data.value).toEqualTypeOf<Order | Refund>());
    flow.when([Order, Refund]).to((data) => expectTypeOf(data.value).toEqualTypeOf<Order | Refund>());
    full
      .when(Order)
      .batch({ a: (data) => data.value.amount })
      .to((data) => expectTypeOf(data.value.a).toEqualTypeOf<number>());
  });

  it("refuses what nothing can come from", () => {
    // @ts-expect-error a number is no trigger
    flow.when(7);
    // @ts-expect-error a plain object is no trigger
    flow.when({ stat: "topic" });
  });
});

describe("end", () => {
  it("ends the chain", () => {
    expectTypeOf(flow.to(() => 1).end).returns.toBeVoid();
  });

  it("refuses a value that does not fit the result of the contract", () => {
    full.to(() => ({ ok: true, more: 1 })).end();
    full.to(async () => ({ ok: true })).end();
    full
      .when({ state: "topic" })
      .to((): unknown => undefined)
      .end(); // checked when it arrives
    loose.when("Anything").end();
    // @ts-expect-error the result says whether it is ok
    full.to(() => "ok").end();
    // @ts-expect-error the result says whether it is ok
    full.to(() => ({})).end();
  });
});

describe("dispatchFields", () => {
  const items = {} as AsyncIterable<StreamedField>;

  it("knows the signals of the contract", () => {
    full.to(async (data) => {
      const { dispatched } = await dispatchFields(data, items, { title: "Loop" });
      expectTypeOf(dispatched[0]?.signal).toEqualTypeOf<"Loop" | undefined>();
      // @ts-expect-error the contract has no such signal
      await dispatchFields(data, items, { title: "Loop", "items[*]": "Loup" });
    });
    loose.to((data) => dispatchFields(data, items, { title: "Anything" }));
    flow.to((data: ChunkData<number[]>) => dispatchFields(data, items, { title: "Anything" }));
  });
});

describe("a path below a key of the state", () => {
  it("is a key, too, whose value nobody can know; keys that there are not are refused", () => {
    const flow = new TriggerFlow("paths", { state: z.object({ user: z.object({ name: z.string() }) }) });
    flow.to((data) => {
      expectTypeOf(data.state.get("user.name")).toBeUnknown();
      expectTypeOf(data.state.get("user")).toEqualTypeOf<{ name: string } | undefined>();
      data.state.set("user.name", "b");
      // @ts-expect-error there is no such key
      data.state.set("person.name", "b");
      // @ts-expect-error there is no such key
      data.state.get("person");
    });
  });
});
