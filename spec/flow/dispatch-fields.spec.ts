import { dispatchFields, type DispatchOptions, type DispatchReport, type StreamedField, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { breath } from "./probes.js";

const done = (path: string, value: unknown): StreamedField => ({ path, value, isComplete: true });
const part = (path: string, delta: string): StreamedField => ({ path, delta, isComplete: false });

async function* script(...items: readonly StreamedField[]): AsyncGenerator<StreamedField> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

const signals = { Title: z.string(), Item: z.looseObject({ id: z.string() }) };

/** A flow that dispatches a source by the given routes, and what its signals said. */
function dispatching(
  items: AsyncIterable<StreamedField>,
  routes: Readonly<Record<string, "Title" | "Item">>,
  options?: DispatchOptions<"Title" | "Item">,
  attempts = 1,
) {
  const flow = new TriggerFlow("dispatching", { signals });
  const heard: unknown[] = [];
  flow.to((data) => dispatchFields(data, items, routes, options), { retry: { attempts } }).end();
  flow.when("Title").to(({ value }) => heard.push(value));
  flow.when("Item").to(({ value }) => heard.push(value));
  const run = async (): Promise<DispatchReport> => (await flow.start(undefined)).result as DispatchReport;
  return { heard, run };
}

describe("dispatchFields (F50)", () => {
  it("posts a field when it is complete, while the rest still streams", async () => {
    const rest = createDeferred<undefined>();
    async function* answer(): AsyncGenerator<StreamedField> {
      yield part("title", "On ");
      yield done("title", "On rivers");
      await rest.promise;
      yield done("items[0]", { id: "a" });
    }
    const { heard, run } = dispatching(answer(), { title: "Title", "items[*]": "Item" });

    const report = run();
    await breath();
    expect(heard).toEqual(["On rivers"]);

    rest.resolve(undefined);
    expect(await report).toEqual({
      dispatched: [
        { path: "title", signal: "Title", value: "On rivers" },
        { path: "items[0]", signal: "Item", value: { id: "a" } },
      ],
      changed: [],
      takenBack: [],
    });
    expect(heard).toEqual(["On rivers", { id: "a" }]);
  });

  it("takes an exact path before patterns, those in order, and any index for [*] alone", async () => {
    const paths = ["items[0]", "items[12]", "items[x]", "items[0].id", "xitems[0]", "a.b", "a-b", "rows[1].cells[2]"];
    const { run } = dispatching(script(...paths.map((path) => done(path, { id: path }))), {
      "items[*]": "Item",
      "items[12]": "Item",
      "a.b": "Item",
      "rows[*].cells[*]": "Item",
    });

    expect((await run()).dispatched.map(({ path }) => path)).toEqual([
      "items[0]",
      "items[12]",
      "a.b",
      "rows[1].cells[2]",
    ]);

    const both = dispatching(script(done("items[0]", "zero")), { "items[*]": "Item", "items[0]": "Title" });
    expect((await both.run()).dispatched[0]?.signal).toBe("Title");
  });

  it("posts a path once, and tells of one that ends as something else", async () => {
    const items = [done("title", "A"), done("title", "A"), done("title", "B"), done("items[0]", { id: "a" })];
    const { heard, run } = dispatching(script(...items, done("items[0]", { id: "a" })), {
      title: "Title",
      "items[*]": "Item",
    });

    expect((await run()).changed).toEqual([{ path: "title", signal: "Title", value: "B" }]);
    expect(heard).toEqual(["A", { id: "a" }]);
  });

  it("tells of nothing that ends as it began", async () => {
    const { run } = dispatching(script(done("title", "A"), done("title", "B"), done("title", "A")), { title: "Title" });

    expect((await run()).changed).toEqual([]);
  });

  it("posts the last value again where that is wanted, once, at the end", async () => {
    const items = [done("title", "A"), done("title", "B"), done("title", "C"), done("items[0]", { id: "a" })];
    const routes = { title: "Title", "items[*]": "Item" } as const;
    const again = dispatching(script(...items), routes, { reconcile: "again", key: (_, path) => path });

    expect((await again.run()).changed).toEqual([{ path: "title", signal: "Title", value: "C" }]);
    expect(again.heard).toEqual(["A", { id: "a" }, "C"]);
  });

  it("knows fields by a key, wherever they come again", async () => {
    const items = [
      done("items[0]", { id: "a" }),
      done("items[1]", { id: "a", more: 1 }),
      done("items[0]", { id: "b" }),
    ];
    const key = (value: unknown): string => (value as { readonly id: string }).id;
    const { heard, run } = dispatching(script(...items), { "items[*]": "Item" }, { key });

    expect((await run()).changed).toEqual([{ path: "items[1]", signal: "Item", value: { id: "a", more: 1 } }]);
    expect(heard).toEqual([{ id: "a" }, { id: "b" }]);
  });

  it("lets one key stand for two signals", async () => {
    const { heard, run } = dispatching(
      script(done("title", "t"), done("items[0]", { id: "i" })),
      { title: "Title", "items[*]": "Item" },
      { key: () => "same" },
    );
    await run();

    expect(heard).toEqual(["t", { id: "i" }]);
  });

  it("does not repeat, by a key, what an attempt before has posted", async () => {
    let attempt = 0;
    const source = {
      async *[Symbol.asyncIterator](): AsyncGenerator<StreamedField> {
        yield* script(done("items[0]", { id: "a" }));
        if (++attempt === 1) throw new Error("the line broke");
        yield done("items[1]", { id: "b" });
      },
    };
    const { heard, run } = dispatching(source, { "items[*]": "Item" }, { key: (_, path) => path }, 2);

    expect((await run()).dispatched).toHaveLength(2);
    expect(heard).toEqual([{ id: "a" }, { id: "b" }]);
  });

  it("rejects with the error of its source; what was posted stays so", async () => {
    const broken = new Error("the line broke");
    async function* answer(): AsyncGenerator<StreamedField> {
      yield* script(done("title", "A"));
      await breath();
      throw broken;
    }
    const { heard, run } = dispatching(answer(), { title: "Title" });

    await expect(run()).rejects.toBe(broken);
    expect(heard).toEqual(["A"]);
  });

  it("refuses a value that the contract does not take, and ends the source", async () => {
    let ended = false;
    async function* answer(): AsyncGenerator<StreamedField> {
      try {
        yield* script(done("title", 7), done("title", "A"));
      } finally {
        ended = true;
      }
    }
    const { heard, run } = dispatching(answer(), { title: "Title" });

    await expect(run()).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID", details: { slot: 'signal "Title"' } });
    expect([ended, heard]).toEqual([true, []]);
  });

  describe("where the source begins anew", () => {
    const reset = (path: string): StreamedField => ({ path, kind: "reset", isComplete: false });

    it("aborts what still runs for what was sent, tells of the rest, and sends what comes then", async () => {
      const flow = new TriggerFlow("anew", {
        signals: { Title: z.string(), Gone: z.object({ path: z.string(), value: z.unknown() }) },
        result: z.unknown(),
      });
      const log: string[] = [];
      const source = script(done("title", "Old"), done("name", "quick"), reset(""), done("title", "New"));
      flow
        .to(async (data) => {
          const paced = (async function* () {
            for await (const item of source) {
              await breath();
              yield item;
            }
          })();
          const routes = { title: "Title", name: "Title" } as const;
          const report = await dispatchFields(data, paced, routes, {
            key: (value) => String(value).slice(1),
            resetSignal: "Gone",
          });
          log.push("the chunk is done");
          return report;
        })
        .end();
      flow.when("Title").to(async ({ value, signal }) => {
        if (value === "Old") await new Promise((resolve) => signal.addEventListener("abort", resolve));
        log.push(signal.aborted ? `${value}: stopped` : `${value}: done`);
      });
      flow.when("Gone").to(({ value }) => log.push(`${value.path} is gone`));

      const { result, status } = await flow.start(undefined);

      expect(status).toBe("completed");
      expect(log.filter((line) => !line.startsWith("the chunk"))).toEqual([
        "quick: done",
        "Old: stopped",
        "title is gone",
        "name is gone",
        "New: done",
      ]);
      expect(result).toMatchObject({
        dispatched: [{ path: "title", value: "New" }],
        takenBack: [
          { path: "title", value: "Old" },
          { path: "name", value: "quick" },
        ],
      });
    });

    it("takes back what lies below the path, and lets the same key happen again", async () => {
      const items = script(
        done("items[0].name", "a"),
        done("itemsLeft", "b"),
        done("items[1].name", "c"),
        { ...reset("items"), kind: "discarded" },
        done("items[0].name", "a"),
      );
      const { heard, run } = dispatching(
        items,
        { "items[*].name": "Title", itemsLeft: "Title" },
        { key: (value) => String(value) },
      );

      const { dispatched, takenBack } = await run();
      expect(dispatched.map(({ path }) => path)).toEqual(["itemsLeft", "items[0].name"]);
      expect(takenBack.map(({ path }) => path)).toEqual(["items[0].name", "items[1].name"]);
      expect(heard).toContain("b");
      expect(heard.at(-1)).toBe("a");
    });

    it("keeps failing the execution with what fails for a signal that was not taken back", async () => {
      const flow = new TriggerFlow("fails", { signals: { Title: z.string() } });
      flow.to((data) => dispatchFields(data, script(done("title", "A")), { title: "Title" }));
      flow.when("Title").to(() => {
        throw new Error("no such title");
      });

      await expect(flow.start(undefined)).rejects.toThrow("no such title");
    });
  });

  it("puts the pieces into the runtime stream as well, as they are or as one likes", async () => {
    const flow = new TriggerFlow("shown");
    flow.to(async (data) => {
      await dispatchFields(data, script(part("title", "A"), done("title", "A")), {}, { stream: true });
      const items = script(part("title", "B"), done("title", "B"));
      await dispatchFields(data, items, {}, { stream: ({ path, isComplete }) => (isComplete ? path : undefined) });
    });
    const execution = flow.createExecution();
    const items: unknown[] = [];
    for await (const item of execution.getRuntimeStream(undefined)) items.push(item);

    expect(items).toEqual([
      { path: "title", kind: "delta", delta: "A" },
      { path: "title", kind: "done", value: "A" },
      "title",
    ]);
  });

  it.each([
    ["no async iterable", [], { title: "Title" }, {}],
    ["no routes", script(), undefined, {}],
    ["a route without a signal", script(), { title: "" }, {}],
    ["an unknown option", script(), {}, { keys: 1 }],
    ["a key that is no function", script(), {}, { key: "id" }],
    ["a resetSignal that is no name", script(), {}, { resetSignal: 5 }],
    ["a stream that is no function", script(), {}, { stream: "all" }],
    ["another reconcile", script(), {}, { reconcile: "always" }],
    ["a key that gives no text", script(done("title", "A")), { title: "Title" }, { key: () => 1 }],
  ])("refuses %s", async (_, items, routes, options) => {
    const { run } = dispatching(items as never, routes as never, options as never);

    await expect(run()).rejects.toMatchObject({ code: "OPTION_INVALID" });
  });
});
