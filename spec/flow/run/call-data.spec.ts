import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath, readAll, warningsDuring } from "../probes.js";

describe("the state of a chunk", () => {
  it("is read as copies, with a fallback where there is nothing", async () => {
    const flow = new TriggerFlow("copies", { state: z.object({ list: z.array(z.number()), name: z.string() }) });
    flow
      .to((data) => {
        const list = [1];
        data.state.set("list", list);
        list.push(2);
        data.state.get("list")!.push(3);
        return [data.state.get("list"), data.state.get("name"), data.state.get("name", "nobody")];
      })
      .end();

    expect((await flow.start()).result).toEqual([[1], undefined, "nobody"]);
  });

  it("is written at once and told after the chunk's next pause", async () => {
    const flow = new TriggerFlow("posted", { state: z.object({ topic: z.string() }) });
    const order: string[] = [];
    flow.to(async (data) => {
      data.state.set("topic", "x");
      order.push(`set ${data.state.get("topic", "")}`);
      await breath();
      order.push("later");
    });
    flow.when({ state: "topic" }).to((data) => order.push(`told ${data.value}`));

    await flow.start();

    expect(order).toEqual(["set x", "told x", "later"]);
  });

  it("tells every write, an equal one too, appended lists whole, and undefined for what is removed", async () => {
    const flow = new TriggerFlow("told");
    const told: unknown[] = [];
    flow.to((data) => {
      data.state.set("key", 0);
      data.state.set("key", 0);
      data.state.append("key", 1);
      data.state.delete("key");
    });
    flow.when({ state: "key" }).to((data) => told.push(data.value));

    expect((await flow.start()).state).toEqual({});

    expect(told).toEqual([0, 0, [0, 1], undefined]);
  });

  it("tells a path under the path itself", async () => {
    const flow = new TriggerFlow("paths");
    const told: unknown[] = [];
    flow.to((data) => data.setState("report.facts", 1));
    flow.when({ state: "report.facts" }).to((data) => told.push(data.value));
    flow.when({ state: "report" }).to(() => told.push("root"));

    expect((await flow.start()).state).toEqual({ report: { facts: 1 } });
    expect(told).toEqual([1]);
  });

  it("hands those who are told a value of their own", async () => {
    const flow = new TriggerFlow("own");
    flow.to((data) => data.setState("list", [1]));
    flow.when({ state: "list" }).to((data) => (data.value as number[]).push(2));

    expect((await flow.start()).state).toEqual({ list: [1] });
  });

  it("waits for the whole subtree with setState, and gets its failure", async () => {
    const flow = new TriggerFlow("awaited");
    const order: string[] = [];
    flow.to(async (data) => {
      await data.setState("topic", "x");
      order.push("after");
      await data.setState("bad", 1).catch((error: unknown) => order.push((error as Error).message));
    });
    flow
      .when({ state: "topic" })
      .to(breath)
      .to(() => order.push("behind"));
    flow.when({ state: "bad" }).to(() => Promise.reject(new Error("no")));

    expect((await flow.start()).status).toBe("completed");
    expect(order).toEqual(["behind", "after", "no"]);
  });
});

describe("the data of a chunk", () => {
  it("can be taken apart", async () => {
    const flow = new TriggerFlow("apart", { input: z.string(), result: z.string(), signals: { Go: z.string() } });
    flow.to(({ input, emit, setResult }) => {
      setResult(`${input}!`);
      return emit("Go", input);
    });

    expect((await flow.start("hi")).result).toBe("hi!");
  });

  it("gives resources by name, falsy ones too, and names what there is", async () => {
    const flow = new TriggerFlow("resources", { input: z.string() });
    flow.to((data) => data.resource(data.value)).end();
    const resources = { answer: 0, db: { name: "main" } };

    expect((await flow.start("answer", { resources })).result).toBe(0);
    expect((await flow.start("db", { resources })).result).toBe(resources.db);
    for (const name of ["cache", "toString", "__proto__"]) {
      await expect(flow.start(name, { resources })).rejects.toMatchObject({
        code: "DEPENDENCY_MISSING",
        hint: expect.stringContaining("answer, db"),
      });
    }
  });

  it("sets the result over an earlier one, and end does not", async () => {
    const flow = new TriggerFlow();
    flow
      .to((data) => {
        data.setResult(1);
        data.setResult(2);
        return 3;
      })
      .end();

    expect((await flow.start()).result).toBe(2);
  });

  it("has everything that a chunk may do, all of it by name (F20)", async () => {
    const flow = new TriggerFlow("members", { input: z.string() });
    const members: Record<string, unknown> = {};
    flow.to((data) => {
      for (const name of [
        "value",
        "input",
        "state",
        "flowData",
        "setState",
        "emit",
        "emitNowait",
        "putIntoStream",
        "stopStream",
        "setResult",
        "pauseFor",
        "isResume",
        "resume",
        "attempt",
        "resource",
        "setResource",
        "context",
        "signal",
        "execution",
      ] as const)
        members[name] = data[name];
    });
    const execution = flow.createExecution();
    await execution.start("x");

    expect(members).toMatchObject({
      value: "x",
      input: "x",
      isResume: false,
      resume: undefined,
      attempt: 1,
      execution,
    });
    expect(Object.entries(members).flatMap(([name, member]) => (typeof member === "function" ? [name] : []))).toEqual([
      "setState",
      "emit",
      "emitNowait",
      "putIntoStream",
      "stopStream",
      "setResult",
      "pauseFor",
      "resource",
      "setResource",
    ]);
    for (const verbs of [members["state"], members["flowData"]])
      expect(Object.keys(verbs as object).sort()).toEqual(["append", "delete", "get", "set"]);
    expect(members["signal"]).toBeInstanceOf(AbortSignal);
  });

  it("lets functions that are not async post, without waiting for anything (F21)", async () => {
    const flow = new TriggerFlow("sync", { stream: z.string() });
    flow
      .to((data) => {
        data.state.set("key", 1);
        data.emitNowait("Go");
        data.flowData.set("shared", 1);
        void data.putIntoStream("item");
        void data.emit("Go");
        return "returned at once";
      })
      .end();
    let heard = 0;
    flow.when("Go").to(() => heard++);
    const execution = flow.createExecution();

    expect((await execution.start()).result).toBe("returned at once");
    expect([heard, await readAll(execution.getRuntimeStream())]).toEqual([2, ["item"]]);
  });

  it("knows its execution", async () => {
    const flow = new TriggerFlow();
    flow.to((data) => data.execution.id).end();

    expect((await flow.createExecution({ id: "run-7" }).start()).result).toBe("run-7");
  });

  it("has a signal that follows the one of the context it was given", async () => {
    const controller = new AbortController();
    const flow = new TriggerFlow();
    flow
      .to(async (data) => {
        controller.abort("enough");
        return [data.signal.reason as unknown, data.context.signal === data.signal];
      })
      .end();

    expect((await flow.start(undefined, { context: { signal: controller.signal } })).result).toEqual(["enough", true]);
  });
});

describe("a posted signal", () => {
  it("goes out after the chunk's next pause, in the order of posting", async () => {
    const flow = new TriggerFlow("order", { signals: { Go: z.number() } });
    const order: unknown[] = [];
    flow.to(async (data) => {
      for (const n of [1, 2, 3]) data.emitNowait("Go", n);
      order.push("posted");
      await breath();
      order.push("resumed");
    });
    flow.when("Go").to((data) => order.push(data.value));

    await flow.start();

    expect(order).toEqual(["posted", 1, 2, 3, "resumed"]);
  });

  it("fails the execution, also where an emit around its chunk is caught", async () => {
    const flow = new TriggerFlow("uncaught");
    flow.to((data) => data.emit("Work").catch(() => undefined));
    flow.when("Work").to((data) => data.emitNowait("Break"));
    flow.when("Break").to(() => Promise.reject(new Error("posted")));

    await expect(flow.start()).rejects.toThrow("posted");
  });

  it("is dropped with a warning after the end", async () => {
    const flow = new TriggerFlow("late");
    const door = createDeferred<undefined>();
    flow.to(async (data) => {
      await door.promise;
      data.emitNowait("Go");
    });
    flow.to(() => Promise.reject(new Error("broken")));

    const warnings = await warningsDuring(async () => {
      await expect(flow.start()).rejects.toThrow("broken");
      door.resolve(undefined);
      await breath();
    });

    expect(warnings).toEqual(["MILLRACE_EMIT_AFTER_CLOSE"]);
  });
});
