/** A snapshot belongs to the shape of its flow: what differs is said exactly, and what does not matter does not. */
import { type ExecutionSnapshot, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { shapeOf } from "../../../lib/flow/snapshot/shape.js";
import { errorOf, reload } from "./reload.js";

type Change = (flow: TriggerFlow) => void;

function plain(flow: TriggerFlow): void {
  flow
    .to((data) => data.pauseFor({ id: "gate" }), { name: "ask" })
    .to((data) => data.value, { name: "report" })
    .end();
}

function flowOf(change: Change, name = "desk"): TriggerFlow {
  const flow = new TriggerFlow(name);
  change(flow);
  return flow;
}

async function saved(change: Change = plain): Promise<ExecutionSnapshot> {
  const execution = flowOf(change).createExecution();
  await execution.start();
  return execution.save();
}

async function differences(change: Change, name?: string): Promise<readonly string[]> {
  const snapshot = await saved();
  const error = errorOf(() => reload(flowOf(change, name), snapshot)) as {
    code: string;
    details: { differences: string[] };
  };
  expect(error.code).toBe("SNAPSHOT_MISMATCH");
  return error.details.differences;
}

describe("the shape of a flow", () => {
  it("is names and topology: comments, moved lines and other bodies of handlers change nothing of it (W-08, F44)", async () => {
    const snapshot = await saved();

    // A comment that was not there before,
    // and a handler that does something else, a few lines further down.
    const moved = flowOf((flow) => {
      const report = flow.chunk("report", async (data) => {
        await Promise.resolve();
        return `<${String(data.value)}>`;
      });
      flow
        .to(
          function other(data) {
            return data.pauseFor({ id: "another", payload: 1 });
          },
          { name: "ask" },
        )
        .to(report)
        .end();
    });
    const execution = reload(moved, snapshot);
    await execution.continueWith("gate", "yes");

    expect((await execution.outcome).result).toBe("<yes>");
    expect(JSON.stringify(snapshot.shape)).not.toMatch(/spec|\.ts|\d{3,}|sha/);
  });

  it("is the same for a flow that is defined twice, and for its blueprint loaded again", () => {
    const define = (): TriggerFlow =>
      flowOf((one) => {
        const ask = one.chunk("ask", (data) => data.pauseFor());
        const report = one.chunk("report", (data) => data.value as unknown);
        one.to(ask).batch({ a: report, b: ask }).to(report);
        one.match().case(1).to(report, { name: "again" }).endMatch().end();
      });
    const flow = define();
    const loaded = define();
    loaded.loadBlueprint(JSON.stringify(flow.saveBlueprint()));

    expect(shapeOf(define().blueprint())).toEqual(shapeOf(flow.blueprint()));
    expect(loaded.blueprint()).not.toBe(flow.blueprint());
    expect(shapeOf(loaded.blueprint())).toEqual(shapeOf(flow.blueprint()));
  });

  it("says that it is of another flow", async () => {
    expect(await differences(plain, "till")).toEqual(["the flow was desk and is till"]);
  });

  it("says which nodes have come and gone, and what each was", async () => {
    const renamed = await differences((flow) => {
      flow
        .to((data) => data.pauseFor(), { name: "ask" })
        .to((data) => data.value, { name: "tell" })
        .end();
    });

    expect(renamed).toEqual([
      expect.stringMatching(/^report is gone \(it was chunk on ended\/ask\)$/),
      expect.stringMatching(/^tell is new \(chunk on ended\/ask\)$/),
      expect.stringMatching(/^end.* was end on ended\/report and is end on ended\/tell$/),
    ]);
  });

  it("says what a node waits for instead, and of which kind it is now", async () => {
    const rewired = await differences((flow) => {
      flow.to((data) => data.pauseFor(), { name: "ask" });
      flow
        .when("Go")
        .to((data) => data.value as unknown, { name: "report" })
        .end();
    });
    const other = await differences((flow) => {
      flow
        .batch({ ask: (data) => data.value as unknown })
        .to((data) => data.value, { name: "report" })
        .end();
    });

    expect(rewired).toEqual(["report was chunk on ended/ask and is chunk on signal/Go"]);
    expect(other.join("\n")).toContain("is new (batch of ask on start)");
  });

  it("tells one batch, match, gate, collection and sub-flow from another of the same name", () => {
    const child = (name: string): TriggerFlow => flowOf((flow) => flow.to((data) => data.value as unknown).end(), name);
    const shapes = (variant: 0 | 1): readonly string[] => {
      const flow = flowOf((one) => {
        one.batch(variant === 0 ? { a: (data) => data.value as unknown } : { b: (data) => data.value as unknown });
        one
          .match({ mode: variant === 0 ? "hitFirst" : "hitAll" })
          .case(1)
          .to((data) => data.value as unknown)
          .endMatch();
        one.when(["A", "B"], { mode: variant === 0 ? "and" : "or" }).to((data) => data.value);
        one.to((data) => data.value as unknown).collect("all", { branch: variant === 0 ? "x" : "y" });
        one.toSubFlow(child(variant === 0 ? "young" : "old"), { name: "child" });
      });
      return Object.values(shapeOf(flow.blueprint()));
    };
    const words = shapes(0).filter((word) => !shapes(1).includes(word));

    for (const kind of ["batch", "match", "when", "collect", "subFlow"])
      expect(words.some((word) => word.startsWith(kind))).toBe(true);
  });

  it("holds for the flows of sub-flows as well", async () => {
    const parent = (ask: string): TriggerFlow =>
      flowOf((flow) => {
        const child = new TriggerFlow("child");
        child.to((data) => data.pauseFor({ id: "gate" }), { name: ask }).end();
        flow.toSubFlow(child).end();
      });
    const execution = parent("ask").createExecution();
    await execution.start();

    expect(errorOf(() => reload(parent("beg"), execution.save()))).toMatchObject({
      code: "SNAPSHOT_MISMATCH",
      message: expect.stringContaining("ask is gone") as string,
    });
  });

  it("leaves an execution that refuses a snapshot as it was", async () => {
    const snapshot = await saved();
    const execution = flowOf((flow) => flow.to((data) => data.value as unknown).end()).createExecution({ id: "mine" });

    expect(
      errorOf(() => {
        execution.load(snapshot);
      }),
    ).toMatchObject({ code: "SNAPSHOT_MISMATCH" });
    expect(execution.id).toBe("mine");
    expect((await execution.start("fresh")).result).toBe("fresh");
  });
});
