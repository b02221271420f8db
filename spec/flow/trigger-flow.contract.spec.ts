/** The contract of a flow at each of its borders: what does not fit is refused by name, what fits is parsed. */
import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readAll } from "./probes.js";

const contract = {
  input: z.object({ topic: z.string().trim(), depth: z.number().default(1) }),
  state: z.object({ count: z.number() }),
  stream: z.object({ stage: z.string() }).loose(),
  signals: { Go: z.coerce.number(), Free: z.string().optional() },
  result: z.object({ at: z.coerce.date() }),
};

const misfit = (slot: string): object => ({
  code: "FLOW_VALUE_INVALID",
  message: expect.stringContaining(slot),
  details: { flow: "contracted", slot },
});

/** A flow that does one thing with its data. */
function doing(act: (data: never) => unknown): TriggerFlow<typeof contract> {
  const flow = new TriggerFlow("contracted", contract);
  flow.to(act as never);
  return flow;
}

type Loose = {
  readonly value: unknown;
  readonly state: { set(key: string, value: unknown): void };
  putIntoStream(item: unknown): Promise<void>;
  setResult(result: unknown): void;
  emit(name: string, value?: unknown): Promise<unknown>;
  emitNowait(name: string, value?: unknown): void;
};
const input = { topic: " x " };

describe("a value that does not fit the contract (F42)", () => {
  it("is refused as input, before anything runs", async () => {
    let ran = 0;
    const flow = doing(() => ran++);

    await expect(flow.start({ topic: 7 } as never)).rejects.toMatchObject(misfit("input"));
    await expect(flow.startExecution({} as never)).rejects.toMatchObject(misfit("input"));
    await expect(flow.getRuntimeStream(undefined as never).next()).rejects.toMatchObject(misfit("input"));
    expect(ran).toBe(0);
  });

  it("fails the chunk that writes, puts, sets or emits it, which names the slot", async () => {
    for (const [slot, act] of [
      ['state "count"', (data: Loose) => data.state.set("count", "many")],
      ["stream", (data: Loose) => data.putIntoStream({ step: 1 })],
      ["result", (data: Loose) => data.setResult({ at: "never" })],
      ['signal "Go"', (data: Loose) => data.emit("Go", "text")],
      ['signal "Go"', (data: Loose) => data.emitNowait("Go", "text")],
    ] as const)
      await expect(doing(act).start(input), slot).rejects.toMatchObject(misfit(slot));
  });

  it("can be caught by the chunk, which goes on", async () => {
    const flow = doing(async (data: Loose) => {
      await data.emit("Go", "text").catch(() => data.setResult({ at: 0 }));
    });

    expect((await flow.start(input)).result).toEqual({ at: new Date(0) });
  });

  it("is refused where it reaches end, and names the result", async () => {
    const flow = new TriggerFlow("contracted", contract);
    flow.to(() => ({ at: "never" as unknown as Date })).end();

    await expect(flow.start(input)).rejects.toMatchObject(misfit("result"));
  });

  it("is refused from outside, and leaves the execution unharmed", async () => {
    const execution = await doing(() => undefined).startExecution(input);

    await expect(execution.emit("Go", "text")).rejects.toMatchObject(misfit('signal "Go"'));
    await expect(execution.emit("Nope" as never, 1 as never)).rejects.toMatchObject({
      code: "FLOW_INVALID",
      hint: expect.stringContaining("Go, Free"),
    });
    expect((await execution.close()).status).toBe("completed");
  });

  it("is refused as the value of a chunk, and as its output", async () => {
    const flow = new TriggerFlow("contracted", contract);
    flow
      .to(flow.chunk("gives", { output: z.number() }, (data) => (data.value.topic === "bad" ? ("text" as never) : 1)))
      .to(flow.chunk("takes", { value: z.number().max(0) }, (data) => data.value) as never);

    await expect(flow.start({ topic: "bad" })).rejects.toMatchObject(misfit('output of chunk "gives"'));
    await expect(flow.start({ topic: "good" })).rejects.toMatchObject(misfit('value of chunk "takes"'));
  });
});

describe("a value that fits", () => {
  it("is parsed at each border: defaults, transforms and dates hold", async () => {
    const flow = new TriggerFlow("contracted", contract);
    const seen: unknown[] = [];
    flow
      .to(async (data) => {
        seen.push(data.value);
        data.state.set("count", 1);
        await data.putIntoStream({ stage: "start", question: "hello" });
        await data.emit("Go", "7");
        await data.emit("Free");
        return { at: "2020-01-01" as unknown as Date };
      })
      .end();
    flow.when("Go").to((data) => seen.push(data.value));
    flow.when("Free").to((data) => seen.push(data.value));
    const execution = flow.createExecution();

    expect((await execution.start(input)).result).toEqual({ at: new Date("2020-01-01") });
    expect(seen).toEqual([{ topic: "x", depth: 1 }, 7, undefined]);
    expect(await readAll(execution.getRuntimeStream())).toEqual([{ stage: "start", question: "hello" }]);
  });

  it("is parsed as value and output of a chunk", async () => {
    const flow = new TriggerFlow("parsed", { input: z.string() });
    flow
      .to(
        flow.chunk(
          "count",
          { value: z.string().transform((text) => text.length), output: z.coerce.string() },
          (data) => data.value * 2,
        ) as never,
      )
      .end();

    expect((await flow.start("four")).result).toBe("8");
  });

  it("is what it is where a slot is not named", async () => {
    const flow = new TriggerFlow("open", { input: z.string() });
    const item = { any: Symbol("thing") };
    flow
      .to(async (data) => {
        await data.putIntoStream(item);
        await data.emit("Whatever", item);
        return item;
      })
      .end();
    const execution = flow.createExecution();

    expect((await execution.start("x")).result).toBe(item);
    expect((await readAll(execution.getRuntimeStream()))[0]).toBe(item);
  });
});

describe("the contract as JSON Schema", () => {
  it("says what may be given and what is got, for each slot and chunk", () => {
    const flow = doing(() => undefined);
    flow.when("Free").to(flow.chunk("named", { value: z.string(), output: z.number() }, () => 1) as never);

    expect(flow.toJSONSchema()).toMatchObject({
      input: { type: "object", required: ["topic"], properties: { topic: { type: "string" }, depth: { default: 1 } } },
      state: { type: "object", properties: { count: { type: "number" } } },
      stream: { type: "object", required: ["stage"] },
      signals: { Go: {}, Free: { type: "string" } },
      result: { type: "object" },
      chunks: { named: { value: { type: "string" }, output: { type: "number" } } },
    });
    expect(JSON.parse(JSON.stringify(flow.toJSONSchema()))).toEqual(flow.toJSONSchema());
  });

  it("has nothing for a flow without one", () => {
    const flow = new TriggerFlow("open");
    flow.to(() => undefined);

    expect(flow.toJSONSchema()).toEqual({});
  });
});
