import { TriggerFlow, where } from "millrace";
import { describe, expect, it } from "vitest";
import { type Blueprint } from "../../../lib/flow/definition/blueprint.js";
import { drawSimplified } from "../../../lib/flow/export/draw-simplified.js";
import { Drawing } from "../../../lib/flow/export/drawing.js";
import { chunkNode, end, everyNode, flow, step, subFlow } from "./every-node.js";

function drawn(blueprint: Blueprint) {
  const drawing = new Drawing();
  drawSimplified(blueprint, drawing);
  const textOf = (key: string | undefined): string => (key && drawing.shapes.get(key)?.lines[0]) ?? "?";
  return {
    kinds: [...drawing.shapes.values()].map(({ kind }) => kind),
    edges: drawing.edges.map(({ from, to, style, label }) =>
      [textOf(from), style, textOf(to), ...(label === undefined ? [] : [label])].join(" "),
    ),
    boxes: [...drawing.boxes].map(([key, { title, box }]) => ({
      title,
      inside: box && drawing.boxes.get(box)?.title,
      holds: [...drawing.shapes.values()].filter((shape) => shape.box === key).map(({ lines }) => lines[0]),
    })),
  };
}

describe("drawSimplified", () => {
  it("calls a step by its name alone, where its function has none", () => {
    const flow = new TriggerFlow("names");
    flow
      .to(() => 1, { name: "send" })
      .to(function pay() {
        return 2;
      })
      .to(() => 3);
    const drawing = new Drawing();
    drawSimplified(flow.blueprint(), drawing);

    expect([...drawing.shapes.values()].map(({ lines }) => lines[0])).toEqual(["send", "pay", "step-3", "start"]);
  });

  it("leads a value through branches and what follows, without plumbing", () => {
    const { edges, kinds } = drawn(everyNode(where(() => true)));

    expect(kinds).not.toContain("plumbing");
    expect(edges).toEqual(
      expect.arrayContaining([
        "start solid normalize",
        "signal Again solid normalize",
        "normalize dotted repair failed",
        "normalize dotted log",
        "normalize solid 2 at once, settled",
        "2 at once, settled solid facts",
        "facts line half way",
        "risks line half way r",
        "for each in order of completion, 4 at once solid report each item",
        "report solid match by kind, all that fit",
        "match by kind, all that fit solid all of these joined by byId isLong",
        "match by kind, all that fit solid all of these joined by byId else",
        "state topic (deep, changed) solid all of these joined by byId",
        "all of these joined by byId solid collect pairs l",
        "collect pairs solid child",
      ]),
    );
  });

  it("puts blocks into boxes by what they stand in, and nothing that follows them", () => {
    const loop = (id: string, on: "start" | `items/${string}`, outer: readonly `items/${string}`[]) =>
      ({ kind: "forEach", id, on: [on], within: outer, concurrency: undefined, order: "input" }) as const;
    const { boxes } = drawn(
      flow("nested", [
        loop("a", "start", []),
        loop("b", "items/a", ["items/a"]),
        chunkNode("inner", ["items/b"], { within: ["items/a", "items/b"] }),
        { kind: "endForEach", id: "b done", on: ["ended/inner"], within: ["items/a"], forEach: "b" },
        { kind: "endForEach", id: "a done", on: ["ended/b done"], within: [], forEach: "a" },
        chunkNode("after", ["ended/a done"]),
      ]),
    );

    expect(boxes).toEqual([
      { title: "forEach a", inside: undefined, holds: ["for each"] },
      { title: "forEach b", inside: "forEach a", holds: ["for each", "inner"] },
    ]);
  });

  it("draws a flow inside as a box with its chunks, between what leads in and out", () => {
    const { boxes, edges } = drawn(everyNode(where(() => true)));

    expect(boxes.at(-1)).toEqual({ title: "flow child", inside: undefined, holds: ["child", "work", "result"] });
    expect(edges).toEqual(expect.arrayContaining(["child solid work", "work solid result", "result solid result"]));
  });

  it("draws a flow that runs itself once", () => {
    const self = subFlow(flow("self", []));
    const again = flow("self", [
      chunkNode("work", ["start"]),
      {
        kind: "subFlow",
        id: "again",
        on: ["ended/work"],
        within: [],
        flow: self,
        capture: {},
        writeBack: {},
        concurrency: undefined,
        timeoutMs: undefined,
      },
    ]);
    self.blueprint = () => again;

    expect(drawn(again).edges).toEqual(["start solid work", "work solid again"]);
  });

  it("shows the signals that a chunk says it emits, dotted, with listeners or without", () => {
    const chunk = step("ask", "Answer", "Nobody");
    const { edges } = drawn(
      flow("emits", [chunkNode("ask", ["start"], { chunk }), chunkNode("hear", ["signal/Answer"])]),
    );

    expect(edges).toEqual([
      "start solid ask",
      "ask dotted signal Answer emits",
      "ask dotted signal Nobody emits",
      "signal Answer solid hear",
    ]);
  });

  it("ends on a blueprint whose plumbing goes round", () => {
    const round = flow("round", [
      { kind: "endMatch", id: "a", on: ["ended/b"], within: [], match: "m" },
      { kind: "endMatch", id: "b", on: ["ended/a"], within: [], match: "m" },
      end("end", "ended/a"),
    ]);

    expect(drawn(round).edges).toEqual([]);
  });
});
