/** One function in several places, and a definition that runs twice: each place is a node, each name stays one. */
import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";

describe("F3 a function that is used twice", () => {
  it("is two nodes: each goes on where it stands (W-01)", async () => {
    const flow = new TriggerFlow("twice");
    const ran: string[] = [];
    function h(data: { readonly value: unknown }): unknown {
      return data.value;
    }
    flow
      .when("A")
      .to(h)
      .to(() => ran.push("behind A"));
    flow
      .when("B")
      .to(h)
      .to(() => ran.push("behind B"));
    const execution = await flow.startExecution();
    await execution.emit("A");
    expect(ran).toEqual(["behind A"]);
    await execution.emit("B");

    expect(ran).toEqual(["behind A", "behind B"]);
  });

  it("runs once in each place of a chain, and in each body of two loops", async () => {
    const flow = new TriggerFlow("chain");
    const plus = flow.chunk("plus", (data) => (data.value as number) + 1);
    flow
      .to(plus)
      .to(plus)
      .to((data) => [data.value, data.value])
      .forEach()
      .to(plus as never)
      .endForEach()
      .forEach()
      .to(plus as never)
      .endForEach()
      .end();

    expect((await flow.start(0)).result).toEqual([4, 4]);
  });

  it("may have two names, and is two nodes by them", async () => {
    const flow = new TriggerFlow("names");
    const seen: unknown[] = [];
    const note = (data: { readonly value: unknown }): unknown => seen.push(data.value);
    flow.to(note, { name: "first" }).to(note, { name: "second" });
    await flow.start("in");

    expect(seen).toEqual(["in", 1]);
    expect([...flow.blueprint().nodes.keys()]).toEqual(["first", "second"]);
  });

  it("passes undefined on like any other value", async () => {
    const flow = new TriggerFlow("undefined");
    flow
      .to(() => undefined)
      .to((data) => [data.value])
      .end();

    expect((await flow.start(1)).result).toEqual([undefined]);
  });
});

describe("a definition that runs again", () => {
  /** What a module would do, once for each service that loads it. */
  function define(flow: TriggerFlow, one: (data: unknown) => unknown): void {
    flow.to(flow.chunk("one", one), { name: "one" });
    flow.when("Go").to(flow.chunk("one", one), { name: "go" });
  }

  it("adds nothing to named steps, and each runs once; posted signals are not taken for one another", async () => {
    const flow = new TriggerFlow("module");
    const ran: string[] = [];
    const one = (): unknown => ran.push("one");
    for (let turn = 0; turn < 3; turn++) define(flow, one);
    expect([...flow.blueprint().nodes.keys()]).toEqual(["one", "go"]);
    const execution = await flow.startExecution();
    expect(ran).toEqual(["one"]);
    for (let turn = 0; turn < 3; turn++) execution.emitNowait("Go", turn);
    await execution.settled;

    expect(ran.length).toBe(4);
  });

  it("does not change executions that exist", async () => {
    const flow = new TriggerFlow("later");
    const ran: string[] = [];
    flow.to(() => ran.push("first"), { name: "first" });
    const execution = flow.createExecution();
    flow.to(() => ran.push("second"), { name: "second" });
    await execution.start();
    expect(ran).toEqual(["first"]);
    await flow.start();

    expect(ran).toEqual(["first", "first", "second"]);
  });

  it("with another function under the name is refused", () => {
    const flow = new TriggerFlow("conflict");
    flow.to(() => 1, { name: "step" });

    expect(() => flow.to(() => 2, { name: "step" })).toThrow("step");
  });
});
