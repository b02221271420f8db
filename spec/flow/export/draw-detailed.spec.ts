import { where } from "millrace";
import { describe, expect, it } from "vitest";
import { drawDetailed } from "../../../lib/flow/export/draw-detailed.js";
import { Drawing } from "../../../lib/flow/export/drawing.js";
import { chunkNode, everyNode, flow, step } from "./every-node.js";

const whole = everyNode(where(() => true));

describe("drawDetailed", () => {
  it("draws every node, plumbing and all, and every way in", () => {
    const drawing = new Drawing();
    drawDetailed(whole, drawing);
    const nodes = [...drawing.shapes.values()].filter(({ node }) => node !== undefined);

    expect(nodes.map(({ node, lines }) => [node, lines[0], lines.at(1)?.split(" ")[0] ?? "end"])).toEqual(
      [...whole.nodes.values()].map(({ id, kind }) => [id, id, kind]),
    );
    expect([...drawing.shapes.values()].filter(({ node }) => node === undefined).map(({ lines }) => lines[0])).toEqual([
      "start",
      "signal Again",
      expect.stringContaining("event "),
      "state topic (deep, changed)",
      "flow data seen",
    ]);
  });

  it("draws every route that a node waits on, by its name", () => {
    const drawing = new Drawing();
    drawDetailed(whole, drawing);
    const labels = drawing.edges.filter(({ to }) => to === "node kind done").map(({ label }) => label);

    expect(labels).toEqual([expect.stringContaining("case {"), "case isLong", "else"]);
    expect(drawing.edges).toContainEqual({ from: "node left", to: "node child", style: "solid", label: "ended" });
    expect(drawing.edges).toContainEqual({
      from: "node r in both",
      to: "node both",
      style: "dotted",
      label: "gathers",
    });
    expect(drawing.edges).toContainEqual({
      from: "node normalize",
      to: "node repair",
      style: "dotted",
      label: "failed",
    });
  });

  it("says which chunk a node runs where it has another name, and what it emits", () => {
    const drawing = new Drawing();
    drawDetailed(flow("x", [chunkNode("branch", ["start"], { chunk: step("run", "Go") })]), drawing);

    expect(drawing.shapes.get("node branch")?.lines).toEqual(["branch", "chunk run"]);
    expect(drawing.edges).toContainEqual({
      from: "node branch",
      to: "entry signal/Go",
      style: "dotted",
      label: "emits",
    });
  });
});
