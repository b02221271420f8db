import { BaseEvent, defineEvent, TriggerFlow, where } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../../caught.js";
import { nodeOf, outline } from "./outline.js";

class Order extends defineEvent("when-arguments.order", { amount: z.number() }) {}
class Refund extends defineEvent("when-arguments.refund", { amount: z.number() }) {}
class Local extends BaseEvent {}

const a = (): string => "a";
const b = (): string => "b";

/** The routes that a chain behind a `when` waits on. */
function routesOf(define: (flow: TriggerFlow) => unknown): readonly string[] {
  const flow = new TriggerFlow("routes");
  const chain = define(flow) as ReturnType<TriggerFlow["separator"]>;
  chain.to(a, { name: "behind" });
  return nodeOf(flow, "behind", "chunk").on;
}

describe("when with one trigger", () => {
  it("waits for it, without a node of its own (F9)", () => {
    expect(routesOf((flow) => flow.when("Go"))).toEqual(["signal/Go"]);
    expect(routesOf((flow) => flow.when({ flowData: "shared" }))).toEqual(["flowData/shared"]);
    expect(routesOf((flow) => flow.when(Order))).toEqual(["event/1"]);
    expect(routesOf((flow) => flow.when(where(Order, { amount: 1 })))).toEqual(["event/1"]);
    expect(routesOf((flow) => flow.when((event) => event.type === "x"))).toEqual(["event/1"]);
  });

  it("reads keys and paths of the state, deep and changed (F11)", () => {
    expect(routesOf((flow) => flow.when({ state: "user" }))).toEqual(["state/user"]);
    expect(routesOf((flow) => flow.when({ state: "user.name" }))).toEqual(["state/user.name"]);
    expect(routesOf((flow) => flow.when({ state: "user", deep: true }))).toEqual(["state:deep/user"]);
    expect(routesOf((flow) => flow.when({ state: "user", changed: true, deep: false }))).toEqual([
      "state:changed/user",
    ]);
    expect(routesOf((flow) => flow.when({ state: "user", deep: true, changed: true }))).toEqual([
      "state:deep:changed/user",
    ]);
  });

  it("waits for all places of a chunk", () => {
    expect(
      routesOf((flow) => {
        const step = flow.chunk("step", a);
        flow.to(step).to(step);
        return flow.when(step);
      }),
    ).toEqual(["ended/step", "ended/step~2"]);
  });

  it("takes a list of classes and filters for one: any of them", () => {
    const flow = new TriggerFlow("classes");
    flow.when([Order, where(Refund, { amount: 2 })]).to(a);

    expect(outline(flow)).toEqual(["a < event/1"]);
    expect(flow.blueprint().triggers).toHaveLength(1);
  });

  it("refuses what the contract lacks, and what is none", () => {
    const flow = new TriggerFlow("refused", { signals: { Go: z.null() }, state: z.object({ user: z.unknown() }) });

    for (const trigger of ["Stop", { state: "users" }, { state: "users.name" }, { state: "" }, { state: "user..name" }])
      expect(caught(() => flow.when(trigger as never)).code, JSON.stringify(trigger)).toBe("FLOW_INVALID");
    for (const trigger of [7, null, {}, { foo: 1 }, { state: 1 }])
      expect(caught(() => flow.when(trigger as never)).hint).toContain("{ state: key }");
    expect(caught(() => flow.when({ state: "user", depp: true } as never)).message).toContain('no option "depp"');
    expect(caught(() => flow.when({ flowData: "x", deep: true } as never)).message).toContain('no option "deep"');
    expect(caught(() => (flow.when as never as (...args: unknown[]) => unknown)("Go", { mode: "and" })).code).toBe(
      "FLOW_INVALID",
    );
  });
});

describe("when with several triggers", () => {
  it("waits for all of them by default (F10)", () => {
    const flow = new TriggerFlow("and");
    const step = flow.chunk("step", a);
    flow.to(step);
    flow.when(["Go", step, { state: "topic", deep: true }, { flowData: "shared" }, Order]).to(b);

    const node = nodeOf(flow, "when-2", "when");
    expect(node).toMatchObject({
      mode: "and",
      joinBy: undefined,
      on: ["signal/Go", "ended/step", "state:deep/topic", "flowData/shared", "event/1"],
      triggers: [
        { type: "signal", name: "Go", routes: ["signal/Go"] },
        { type: "chunk", name: "step", routes: ["ended/step"] },
        { type: "state", name: "topic", routes: ["state:deep/topic"] },
        { type: "flowData", name: "shared", routes: ["flowData/shared"] },
        { type: "event", name: "when-arguments.order", routes: ["event/1"] },
      ],
    });
    expect(nodeOf(flow, "b", "chunk").on).toEqual(["ended/when-2"]);
  });

  it("tells which of them it was with the mode or, and joins routes with simple_or (F10)", () => {
    const flow = new TriggerFlow("or");
    flow.when(["Go", Order], { mode: "or" }).to(a);
    flow.when(["Go", Order], { mode: "simple_or" }).to(b);

    expect(outline(flow)).toEqual(["when-1 < signal/Go event/1", "a < ended/when-1", "b < signal/Go event/2"]);
  });

  it("takes classes apart when a mode is given, and filters by their text", () => {
    const flow = new TriggerFlow("apart");
    flow.when([Order, where(Refund, { amount: 2 }), Local], { mode: "and" });

    expect(nodeOf(flow, "when-1", "when").triggers.map(({ name }) => name)).toEqual([
      "when-arguments.order",
      "[when-arguments.refund].amount == 2",
      "Local",
    ]);
  });

  it("joins by a path, a named function, or one that is named by its place", () => {
    const flow = new TriggerFlow("keys");
    const byAmount = (value: unknown): unknown => value;
    flow.when([Order, Refund], { mode: "and", joinBy: "amount" });
    flow.when(["A", "B"], { joinBy: byAmount });
    flow.when(["A", "B"], { joinBy: (value) => String(value) });

    expect(nodeOf(flow, "when-1", "when").joinBy).toBe("amount");
    expect(nodeOf(flow, "when-2", "when").joinBy).toEqual({ name: "byAmount", run: byAmount });
    expect(nodeOf(flow, "when-3", "when").joinBy).toMatchObject({ name: "when-3-key" });
  });

  it("refuses lists and options that cannot be", () => {
    const flow = new TriggerFlow("lists");
    for (const [triggers, options] of [
      [["A", "A"]],
      [[Order, Order], { mode: "or" }],
      [["A", 7]],
      [[], { mode: "or" }],
      [["A", "B"], { mode: "xor" }],
      [["A", "B"], { join: "id" }],
      [["A", "B"], { mode: "or", joinBy: "id" }],
      [["A", "B"], { joinBy: 7 }],
      [["A", "B"], { joinBy: "" }],
    ]) {
      expect(caught(() => flow.when(triggers as never, options as never)).code, JSON.stringify(triggers)).toBe(
        "FLOW_INVALID",
      );
    }
    expect(caught(() => flow.when([])).code).toBe("FILTER_INVALID");
  });
});
