import { type StalledJoin, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

/** Lets a flow stall on signals, each with its value, and gives what is said of it. */
async function stall(
  flow: TriggerFlow,
  signals: readonly (readonly [name: string, value?: unknown])[],
): Promise<{ readonly joins: readonly StalledJoin[]; readonly lines: readonly string[]; readonly stalled: boolean }> {
  const execution = await flow.startExecution(undefined, { id: "run-1" });
  for (const [name, value] of signals) await execution.emit(name, value);
  const report = execution.explainStall();
  return { joins: report.joins, lines: report.toString().split("\n"), stalled: report.stalled };
}

describe("explainStall", () => {
  it("says that nothing waits where nothing does", async () => {
    const execution = await new TriggerFlow("idle").startExecution(undefined, { id: "run-1" });
    const { stalled, pauses, joins } = execution.explainStall();

    expect({ stalled, pauses, joins }).toEqual({ stalled: false, pauses: [], joins: [] });
    expect(String(execution.explainStall())).toBe("execution run-1 of flow idle: nothing waits");
  });

  it("names a pause, and how it is answered", async () => {
    const flow = new TriggerFlow("asks");
    flow.when("Ask").to(function approve(data) {
      return data.pauseFor({ id: "gate" });
    });

    expect((await stall(flow, [["Ask"]])).lines).toEqual([
      "execution run-1 of flow asks does not go on:",
      '- the pause "gate" of approve waits for an answer: continueWith("gate", …)',
    ]);
  });

  it("names what a gate of signals lacks, and who says that it emits it", async () => {
    const flow = new TriggerFlow("gate");
    flow.chunk("sender", { emits: ["B"] }, () => undefined);
    flow.to("sender");
    flow.when(["A", "B"]).to(() => undefined);

    const { joins, lines, stalled } = await stall(flow, [["A"]]);

    expect(stalled).toBe(true);
    expect(joins).toMatchObject([
      {
        kind: "when",
        has: ["signal A"],
        lacks: [{ name: "signal B", from: ["sender, which says it emits it", 'from outside: execution.emit("B")'] }],
      },
    ]);
    expect(lines[1]).toMatch(
      /^- when when-\d+ has signal A and lacks signal B \(sender, which says it emits it; from outside/,
    );
  });

  it("names what gates of other kinds lack: chunks, states, flow data, events and keys", async () => {
    class Tick extends (await import("millrace")).BaseEvent {}
    const flow = new TriggerFlow("gates");
    const step = flow.chunk("step", (data) => data.pauseFor({ id: "inside" }));
    flow.when("Step").to(step);
    flow.when(["A", step, { state: "s" }, { flowData: "f" }, Tick], { mode: "and" }).to(() => undefined);

    const { joins } = await stall(flow, [["A"], ["Step"]]);

    expect(joins[0]?.lacks).toEqual([
      { name: "chunk step", from: ['an answer to the pause "inside"'] },
      { name: "state s", from: ['a chunk that sets the state "s"'] },
      { name: "flowData f", from: ['flow.setFlowData("f", …)'] },
      { name: expect.stringMatching(/^event /), from: ["from outside: an event of the stream"] },
    ]);
  });

  it("tells the groups of a gate with a key apart", async () => {
    const flow = new TriggerFlow("keyed");
    flow.when(["Order", "Payment"], { joinBy: "id" }).to(() => undefined);

    const { joins } = await stall(flow, [
      ["Order", { id: "a/b" }],
      ["Payment", { id: "c" }],
      ["Order", { id: "done" }],
      ["Payment", { id: "done" }],
    ]);

    expect(joins.map(({ has, lacks }) => [has, lacks.map(({ name }) => name)])).toEqual([
      [["signal Order"], ["signal Payment"]],
      [["signal Payment"], ["signal Order"]],
    ]);
  });

  it("names what a collection lacks, by branch", async () => {
    const flow = new TriggerFlow("collects");
    flow.when("C").collect("both", { branch: "left" });
    flow
      .when("D")
      .to(function ask(data) {
        return data.pauseFor({ id: "gate" });
      })
      .collect("both", { branch: "right" })
      .to(() => undefined);

    const { joins } = await stall(flow, [["C"], ["D"]]);

    expect(joins).toEqual([
      {
        node: "both",
        kind: "collect",
        has: ["left"],
        lacks: [{ name: "right", from: ['an answer to the pause "gate"'] }],
      },
    ]);
  });

  it("finds the senders of a collection whose name holds a slash", async () => {
    const flow = new TriggerFlow("collects");
    flow.when("C").collect("a/b", { branch: "left" });
    flow
      .when("D")
      .collect("a/b", { branch: "right" })
      .to(() => undefined);

    const { joins } = await stall(flow, [["C"]]);

    expect(joins).toMatchObject([
      { node: "a/b", lacks: [{ name: "right", from: ['from outside: execution.emit("D")'] }] },
    ]);
  });

  it("names the branches that a batch lacks", async () => {
    const flow = new TriggerFlow("batches");
    flow.when("Go").batch({ left: () => 1, right: (data) => data.pauseFor({ id: "r" }) });

    expect((await stall(flow, [["Go"]])).joins).toMatchObject([
      { kind: "batch", has: ["left"], lacks: [{ name: "right", from: ['an answer to the pause "r"'] }] },
    ]);
  });

  it("tells only the branch that a pause stands in from whom it comes", async () => {
    const flow = new TriggerFlow("batches");
    const never = createDeferred<undefined>();
    flow.batch({ asks: (data) => data.pauseFor({ id: "gate" }), runs: () => never.promise });
    const execution = flow.createExecution({ id: "run-1" });
    void execution.start();
    await breath();

    const report = execution.explainStall();
    const [asks, runs] = report.joins[0]?.lacks ?? [];
    expect(asks).toEqual({ name: "asks", from: ['an answer to the pause "gate"'] });
    expect(runs?.name).toBe("runs");
    expect(runs?.from).not.toContain('an answer to the pause "gate"');
    expect(report.toString()).not.toContain("nobody");
    await execution.cancel();
  });

  it("counts the items that a forEach has and lacks", async () => {
    const flow = new TriggerFlow("loops");
    flow
      .when("Go")
      .forEach()
      .to((data) => (data.value === 2 ? data.pauseFor({ id: "item" }) : "through"))
      .endForEach();

    const { joins, lines } = await stall(flow, [["Go", [1, 2, 3]]]);

    expect(joins).toMatchObject([
      { kind: "forEach", has: ["2 items"], lacks: [{ from: ['an answer to the pause "item"'] }] },
    ]);
    expect(lines.at(-1)).toMatch(/has 2 items and lacks 1 item /);
  });

  it("names the cases that a match with all hits lacks", async () => {
    const flow = new TriggerFlow("matches");
    flow
      .when("Go")
      .match({ mode: "hitAll" })
      .case(() => true)
      .to((data) => data.pauseFor({ id: "m" }))
      .case(() => true)
      .to(() => 1)
      .endMatch();

    expect((await stall(flow, [["Go"]])).joins).toMatchObject([
      { kind: "match", lacks: [{ name: "case 1", from: ['an answer to the pause "m"'] }] },
    ]);
  });

  it("names what gates inside of a fan-out lack", async () => {
    const flow = new TriggerFlow("inside");
    flow
      .when("Go")
      .forEach()
      .to(async (data) => {
        await data.emit("A");
        return data.pauseFor({ id: `item ${String(data.value)}` });
      })
      .endForEach();
    flow.when(["A", "B"]).to(() => undefined);

    const { joins } = await stall(flow, [["Go", [1]]]);

    expect(joins.map(({ kind }) => kind)).toEqual(["forEach", "when"]);
  });

  it("says of what runs that it is under way, and does not call it stalled", async () => {
    const flow = new TriggerFlow("busy");
    const never = createDeferred<undefined>();
    flow.batch({ a: () => never.promise });
    const execution = flow.createExecution({ id: "run-1" });
    void execution.start();
    await breath();

    const report = execution.explainStall();

    expect(report.stalled).toBe(false);
    expect(report.toString()).toMatch(/^execution run-1 of flow busy is under way:/);
    await execution.cancel();
  });

  it("says nothing of an execution that is over", async () => {
    for (const end of ["close", "cancel", "fail"] as const) {
      const flow = new TriggerFlow("over");
      flow.to((data) => data.pauseFor({ id: "gate" }));
      flow.when(["A", "B"]).to(() => undefined);
      flow.when("Fail").to(() => Promise.reject(new Error("broken")));
      const execution = await flow.startExecution(undefined, { id: "run-1" });
      await execution.emit("A");
      if (end === "close") await execution.close({ pending: "cancel" });
      else if (end === "cancel") await execution.cancel();
      else {
        execution.emitNowait("Fail");
        await execution.outcome.catch(() => undefined);
      }

      const { stalled, pauses } = execution.explainStall();
      expect({ stalled, pauses, waiting: execution.getPendingInterrupts() }, end).toEqual({
        stalled: false,
        pauses: [],
        waiting: [],
      });
    }
  });
});
