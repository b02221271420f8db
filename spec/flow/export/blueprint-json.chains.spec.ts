/** Flows as people write them: each comes back with the very nodes that it had, so that it does the very same. */
import { defineEvent } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Blueprint } from "../../../lib/flow/definition/blueprint.js";
import { type ChunkData } from "../../../lib/flow/definition/chunk.js";
import { FlowStart } from "../../../lib/flow/definition/flow-start.js";
import { bindingsOf } from "../../../lib/flow/export/bindings.js";
import { blueprintFromJson, blueprintToJson } from "../../../lib/flow/export/blueprint-json.js";
import { mergeBlueprint } from "../../../lib/flow/export/merge-blueprint.js";
import { toMermaid } from "../../../lib/flow/export/mermaid.js";
import { mermaidLabel } from "../../../lib/flow/export/mermaid-text.js";
import { caught } from "../../caught.js";

class Paid extends defineEvent("chains.paid", { total: z.number() }) {}

type OpenFlow = FlowStart;

function double(data: ChunkData<number>): number {
  return data.value * 2;
}
const byId = (value: unknown): unknown => value;

const child = new FlowStart("child");
child.to(child.chunk("add", double)).end();

const flows: Readonly<Record<string, (flow: OpenFlow) => void>> = {
  chain: (flow) => {
    const fine = flow.chunk("fine", { retry: { attempts: 2, delayMs: 5 }, timeoutMs: 50, emits: ["Go"] }, () => 1);
    flow
      .to(double)
      .to(fine, { name: "second", onError: flow.chunk("repair", () => 2) })
      .to(double)
      .end();
    flow.to(double).sideBranch(double).separator("done", { value: true });
  },
  batch: (flow) => {
    const [one, two] = [flow.chunk("one", double), flow.chunk("two", double)];
    flow
      .batch(one, two, { concurrency: 1 })
      .to(flow.chunk("sum", () => 3))
      .end();
    flow.batch({ left: double, right: one }).end();
  },
  forEach: (flow) => {
    const list = flow.chunk("list", () => [1, 2, 3]);
    const triple = flow.chunk("triple", { value: z.number() }, ({ value }) => value * 3);
    flow.to(list).forEach({ concurrency: 2 }).to(triple).to(double).endForEach().end();
  },
  match: (flow) => {
    const even = flow.condition("even", () => true);
    const say = flow.chunk("say", () => "it");
    flow.match().case(3).to(say).case(even).to(say).caseElse().to(say).endMatch().end();
    flow.match({ mode: "hitAll" }).case(even).to(double).case(4).to(double).endMatch().end();
    flow.ifCondition(even).to(say).elseCondition().to(double).endCondition().end();
  },
  when: (flow) => {
    const first = flow.chunk("first", double);
    flow.to(first);
    flow
      .when(["Go", { state: "topic", deep: true }, first])
      .to(flow.chunk("all", () => 1))
      .end();
    flow.when([Paid.field("total").gt(3), "Go"], { mode: "or" }).to(flow.chunk("any", () => 1));
    flow.when(["Left", "Right"], { mode: "and", joinBy: byId }).to(flow.chunk("pairs", () => 1));
    flow.when({ flowData: "seen" }).to(flow.chunk("seen", () => 1));
    flow.when(Paid).to(flow.chunk("paid", () => 1));
  },
  collect: (flow) => {
    flow
      .to(flow.chunk("one", double))
      .collect("both")
      .to(flow.chunk("sum", () => 1))
      .end();
    flow.to(flow.chunk("two", double)).collect("both");
  },
  subFlow: (flow) => {
    flow.toSubFlow(child, {
      capture: { input: "value", state: { "a.b": "state.c" } },
      writeBack: { state: { d: "result" } },
    });
  },
};
const built = (define: (flow: OpenFlow) => void): Blueprint => {
  const flow = new FlowStart("real");
  define(flow);
  return flow.blueprint();
};

describe.each(Object.entries(flows))("a flow with %s", (_, define) => {
  const blueprint = built(define);
  const own = bindingsOf(blueprint.nodes.values());
  const text = JSON.stringify(blueprintToJson(blueprint, {}, own));

  it("comes back as it was, and its JSON is the same again", () => {
    const { name, nodes, triggers } = blueprintFromJson(text, own);

    expect(name).toBe("real");
    expect(nodes).toEqual([...blueprint.nodes.values()]);
    expect(triggers.map(({ route, filter }) => [route, String(filter)])).toEqual(
      blueprint.triggers.map(({ route, filter }) => [route, String(filter)]),
    );
  });

  it("is itself when it is loaded over itself", () => {
    const { nodes, triggers } = mergeBlueprint(blueprint, blueprintFromJson(text, own));

    expect(nodes).toEqual([...blueprint.nodes.values()]);
    expect(triggers).toEqual(blueprint.triggers);
  });

  it("can be drawn, both ways", () => {
    expect(toMermaid(blueprint)).toContain("flowchart");
    for (const { id } of blueprint.nodes.values())
      expect(toMermaid(blueprint, { mode: "detailed" })).toContain(mermaidLabel(id));
  });
});

describe("functions in place", () => {
  it.each<[string, (flow: OpenFlow) => void]>([
    ["as a step", (flow) => flow.to((data: ChunkData<number>) => data.value).end()],
    ["as a branch that takes a failure", (flow) => flow.to(double, { onError: () => 1 }).end()],
    [
      "as a condition",
      (flow) =>
        flow
          .ifCondition(() => true)
          .to(double)
          .endCondition()
          .end(),
    ],
    ["as a key to join by", (flow) => flow.when(["A", "B"], { mode: "and", joinBy: (value: unknown) => value }).end()],
    ["in a sub-flow", (flow) => flow.toSubFlow(child, { capture: { input: () => 1 } }).end()],
  ])("can be drawn %s, and not saved", (_, define) => {
    const blueprint = built(define);

    expect(toMermaid(blueprint)).toContain("flowchart");
    expect(caught(() => blueprintToJson(blueprint)).code).toBe("BLUEPRINT_INVALID");
  });
});
