import { describe, expect, it } from "vitest";
import { Drawing } from "../../../lib/flow/export/drawing.js";

describe("Drawing", () => {
  it("keeps the first shape and the first box under a key", () => {
    const drawing = new Drawing();
    drawing.box("box", "one", undefined);
    drawing.box("box", "two", undefined);

    expect(drawing.shape("a", "chunk", ["one"], { box: "box", node: "a" })).toBe("a");
    expect(drawing.shape("a", "note", ["two"])).toBe("a");
    expect([...drawing.shapes.values()]).toEqual([{ kind: "chunk", lines: ["one"], box: "box", node: "a" }]);
    expect([...drawing.boxes.values()]).toEqual([{ title: "one", box: undefined }]);
  });

  it("draws the same edge once, and edges that differ beside each other", () => {
    const drawing = new Drawing();
    drawing.edge("a", "b");
    drawing.edge("a", "b", "solid");
    drawing.edge("a", "b", "dotted", "failed");

    expect(drawing.edges).toEqual([
      { from: "a", to: "b", style: "solid", label: undefined },
      { from: "a", to: "b", style: "dotted", label: "failed" },
    ]);
  });
});
