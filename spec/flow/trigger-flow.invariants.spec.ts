/** What holds in every run, whatever the flow: the nine invariants that tests of the reference suggest. */
import {
  ChunkEnded,
  ChunkFailed,
  ChunkPaused,
  ChunkResumed,
  ChunkStarted,
  defineEvent,
  FlowEvent,
  MemoryStream,
  type Outcome,
  TriggerFlow,
  where,
} from "millrace";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { buildFlow } from "./build-random-flow.js";
import { breath, collect } from "./probes.js";
import { type RandomChain, randomFlow } from "./random-flows.js";
import { answerAll } from "./random-runs.js";
import { RandomSchedule } from "./random-schedule.js";
import { Door, reload } from "./snapshot/reload.js";

const CASES = { numRuns: 1_000 };
const seed = fc.nat(1_000_000);

class Ping extends defineEvent("spec.invariant-ping", { n: z.number() }) {}

/** Runs a random flow, and gives everything that it told. */
async function traced(
  definition: RandomChain,
  at: number,
): Promise<{ readonly outcome: Outcome; readonly events: FlowEvent[] }> {
  const stream = new MemoryStream();
  const events: FlowEvent[] = [];
  stream.where(FlowEvent).subscribe((event) => {
    events.push(event);
  });
  const execution = buildFlow(definition, new RandomSchedule(at)).createExecution({ stream });
  return { outcome: await answerAll(execution, execution.start(5)), events };
}

// What was running waits behind a load, sub-flows included.
const stillStatus = (snapshot: object): unknown =>
  JSON.parse(JSON.stringify(snapshot, (key, value: unknown) => (key === "status" ? "any" : value)));

const bag = (items: readonly unknown[]): string[] => items.map((item) => JSON.stringify(item)).sort();

describe("in every run", () => {
  it("1: a node that started ends in exactly one way: done, failed or suspended", async () => {
    await fc.assert(
      fc.asyncProperty(randomFlow, seed, async (definition, at) => {
        const { events } = await traced(definition, at);
        const open = new Map<string, number>();
        const count = (event: { execution: string; node: string; scope: readonly string[] }, by: number): void => {
          const key = `${event.execution} ${event.node} ${event.scope.join(" ")}`;
          open.set(key, (open.get(key) ?? 0) + by);
          expect(open.get(key)).toBeGreaterThanOrEqual(0);
        };
        for (const event of events) {
          if (event instanceof ChunkStarted) count(event, 1);
          else if (event instanceof ChunkEnded || event instanceof ChunkFailed || event instanceof ChunkPaused)
            count(event, -1);
          // An answer that goes to the next step ends the node without starting it again.
          else if (event instanceof ChunkResumed && event.interrupt.resumeTo === "next") count(event, 1);
        }
        expect([...open].filter(([, left]) => left !== 0)).toEqual([]);
      }),
      CASES,
    );
  });

  it("2, 3: a fan-out goes on once, with exactly the keys and items that went in; a gate fires once for each filling", async () => {
    const rounds = fc.array(fc.record({ items: fc.nat(4), turns: fc.nat(3) }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rounds, seed, async (all, at) => {
        const schedule = new RandomSchedule(at);
        const flow = new TriggerFlow("joins");
        const joined: unknown[] = [];
        const step = async (data: { readonly value: unknown }): Promise<unknown> => {
          await schedule.after(2);
          return data.value;
        };
        flow
          .when("Go")
          .to((data) => data.value as number[])
          .forEach({ concurrency: 2 })
          .batch({ b: step, a: step })
          .to(async (data) => {
            data.emitNowait("A", data.value);
            await schedule.after(1);
            data.emitNowait("B", data.value);
            return Object.keys(data.value).join("");
          })
          .endForEach()
          .to((data) => joined.push(data.value));
        flow.when(["A", "B"]).to((data) => joined.push(data.value));
        const execution = flow.createExecution({ autoClose: false });
        await execution.start();
        await Promise.all(
          all.map(({ items }, round) =>
            execution.emit(
              "Go",
              Array.from({ length: items }, (_, index) => `${round}.${index}`),
            ),
          ),
        );
        await execution.close();

        const lists = all.map(({ items }) => Array.from({ length: items }, () => "ba"));
        const pairs = all.flatMap(({ items }, round) =>
          Array.from({ length: items }, (_, index) => {
            const both = { b: `${round}.${index}`, a: `${round}.${index}` };
            return { signal: { A: both, B: both } };
          }),
        );
        expect(bag(joined)).toEqual(bag([...lists, ...pairs]));
      }),
      CASES,
    );
  });

  it("4: close resolves when nothing is under way and no pause waits, and not before", async () => {
    const door = new Door();
    const flow = new TriggerFlow("closes");
    flow
      .to((data) => door.pass(data.value))
      .to((data) => data.pauseFor({ id: "gate" }))
      .end();
    const execution = flow.createExecution();
    void execution.start(1);
    await door.reached;
    let closed = false;
    const early = execution.close().finally(() => (closed = true));
    await breath();
    expect(closed).toBe(false);
    door.open();
    await expect(early).rejects.toMatchObject({ code: "EXECUTION_WAITING" });
    await execution.continueWith("gate", 0);

    expect(await execution.close()).toMatchObject({ status: "completed", result: 0 });
  });

  it("5: an event reaches each handler at most once, also one that comes in several ways", async () => {
    const stream = new MemoryStream();
    const flow = new TriggerFlow("hears");
    const heard: string[] = [];
    flow.when(Ping).to(() => heard.push("first"));
    flow.when(Ping).to(() => heard.push("second"));
    flow.when([Ping, where(Ping, { n: 1 })], { mode: "simple_or" }).to(() => heard.push("either"));
    const execution = flow.createExecution({ stream, autoClose: false });
    await execution.start();
    const ping = new Ping({ n: 1 });
    await stream.send(ping);
    await stream.send(new Ping({ n: 2 }));

    expect(heard.sort()).toEqual(["either", "either", "first", "first", "second", "second"]);
  });

  it("6: in a sealed execution nothing starts from outside, and what is under way goes on", async () => {
    const door = new Door();
    const stream = new MemoryStream();
    const started: string[] = [];
    const flow = new TriggerFlow("sealed");
    flow.to((data) => door.pass(data.value)).to((data) => data.emit("Inner"), { name: "inside" });
    for (const trigger of ["Inner", "Outer", { flowData: "key" }, Ping])
      flow
        .when(trigger as "Outer")
        .to(() => 1, { name: typeof trigger === "string" ? trigger : "flowData" in trigger ? "data" : "event" });
    stream.where(ChunkStarted).subscribe((event) => {
      started.push(event.node);
    });
    const execution = flow.createExecution({ stream });
    const run = execution.start();
    await door.reached;
    started.length = 0;
    execution.seal();

    await expect(execution.emit("Outer")).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
    expect(() => {
      execution.emitNowait("Outer");
    }).toThrow(expect.objectContaining({ code: "EXECUTION_CLOSED" }) as Error);
    await flow.setFlowData("key", 1);
    await stream.send(new Ping({ n: 1 }));
    expect(started).toEqual([]);
    door.open();
    await run;

    expect(started).toEqual(["inside", "Inner"]);
  });

  it("7: every reader of the runtime stream gets the same items from the same place on", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer(), { maxLength: 12 }),
        fc.nat(12),
        fc.integer({ min: 1, max: 20 }),
        async (items, attachAt, streamRetain) => {
          const flow = new TriggerFlow("reads");
          flow.when("Put").to((data) => data.putIntoStream(data.value));
          const execution = flow.createExecution({ autoClose: false, streamRetain });
          const readers = [collect(execution.getRuntimeStream())];
          for (const [index, item] of items.entries()) {
            if (index === attachAt)
              readers.push(collect(execution.getRuntimeStream()), collect(execution.getRuntimeStream()));
            await execution.emit("Put", item);
          }
          await execution.close();
          readers.push(collect(execution.getRuntimeStream()));
          await Promise.all(readers.map(({ ended }) => ended));

          const [first, ...others] = readers.map((reader): readonly unknown[] => reader.items);
          expect(first).toEqual(items);
          for (const other of others) expect(other).toEqual(items.slice(items.length - other.length));
          expect(others.at(-1)).toEqual(items.slice(Math.max(0, items.length - streamRetain)));
        },
      ),
      CASES,
    );
  });

  it("8: save, load and save again is the identity, at any boundary", async () => {
    let boundaries = 0;
    await fc.assert(
      fc.asyncProperty(randomFlow, seed, async (definition, at) => {
        const stream = new MemoryStream();
        const execution = buildFlow(definition, new RandomSchedule(at)).createExecution({ stream });
        const other = buildFlow(definition, new RandomSchedule(at));
        stream.where(FlowEvent).subscribe((event) => {
          if ((event.timestamp + ++boundaries) % 5 !== 0) return;
          const saved = execution.save();
          const again = reload(other, saved).save();
          expect(stillStatus(again)).toEqual(stillStatus(saved));
        });
        await answerAll(execution, execution.start(5));
      }),
      CASES,
    );
    expect(boundaries).toBeGreaterThan(1000);
  });

  it("9: a flow and its blueprint, loaded again, tell the same", async () => {
    const define = (): TriggerFlow => {
      const flow = new TriggerFlow("saved");
      const double = flow.chunk("double", async ({ value }) => {
        for (let turn = 0; turn < 3; turn++) await Promise.resolve();
        return (value as number) * 2;
      });
      const list = flow.chunk("list", ({ value }) => [value as unknown, 0, null]);
      const tell = flow.chunk("tell", async (data) => {
        data.state.set("seen", data.value);
        await data.emit("Told", data.value);
        return data.value as unknown;
      });
      const fail = flow.chunk("fail", () => {
        throw new RangeError("as planned");
      });
      const even = flow.condition("even", ({ value }) => value % 2 === 0);
      flow.to(double).batch(list, tell, { concurrency: 1 }).end();
      flow.to(list).forEach({ concurrency: 2 }).to(tell).endForEach().to(fail, { onError: list });
      flow.match({ mode: "hitAll" }).case(even).to(double).case(4).to(tell).caseElse().to(list).endMatch();
      flow.ifCondition(even).to(list).elseCondition().to(double).endCondition().separator("note");
      flow
        .when(["Told", { state: "seen" }])
        .to(list)
        .collect("all", { branch: "a" });
      flow
        .when("Told")
        .sideBranch(double)
        .to(list, { name: "list again", retry: 2 })
        .collect("all", { branch: "b" })
        .to(list);
      return flow;
    };
    const story = async (flow: TriggerFlow, input: number): Promise<unknown> => {
      const stream = new MemoryStream();
      const told: unknown[] = [];
      stream.where(FlowEvent).subscribe((event) => {
        const { type, node, name, value, scope } = event as FlowEvent & Record<string, unknown>;
        told.push({ type, node, name, value, scope });
        if (told.length > 300) throw new RangeError("too long a story");
      });
      const { result, state, status } = await flow.createExecution({ stream, id: "e" }).start(input);
      return { told, result, state, status };
    };
    const loaded = define();
    loaded.loadBlueprint(JSON.stringify(define().saveBlueprint()));

    for (const input of [0, 3, 4]) expect(await story(loaded, input)).toEqual(await story(define(), input));
  });
});
