import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Drawing } from "../../../lib/flow/export/drawing.js";
import { mermaidLabel, mermaidText } from "../../../lib/flow/export/mermaid-text.js";
import { anyText } from "../../event/arbitrary-data.js";

describe("mermaidText", () => {
  it("writes shapes in their boxes, then edges, then looks", () => {
    const drawing = new Drawing();
    const outer = drawing.box("outer", "batch one", undefined);
    const inner = drawing.box("inner", "forEach two", outer);
    const a = drawing.shape("a", "chunk", ["a", "2 attempts"], { box: inner, node: "a" });
    const end = drawing.shape("end", "result", ["end"]);
    drawing.edge(drawing.shape("start", "start", ["start"]), a);
    drawing.edge(a, end, "dotted", 'case "x"');
    drawing.edge(a, drawing.shape("note", "note", []), "line");

    const look = { name: "done", style: "fill:#ffffff" };
    const text = mermaidText(drawing, "LR", ({ node }) => (node === "a" ? { look, line: "✓ ×2" } : undefined));

    expect(text.split("\n")).toEqual([
      "flowchart LR",
      '  n2((("end")))',
      '  n3(["start"])',
      '  n4[" "]',
      '  subgraph b1["batch one"]',
      '    subgraph b2["forEach two"]',
      '      n1["a<br/>2 attempts<br/>✓ ×2"]',
      "    end",
      "  end",
      "  n3 --> n1",
      '  n1 -.->|"case #34;x#34;"| n2',
      "  n1 -.- n4",
      expect.stringContaining("classDef note "),
      "  class n4 note",
      "  classDef done fill:#ffffff",
      "  class n1 done",
      "",
    ]);
  });
});

describe("mermaidLabel", () => {
  it.each([
    ["end", "end"],
    ["find_dates, 2 at once", "find_dates, 2 at once"],
    ['say "x"', "say #34;x#34;"],
    ["a[0] {b} <c> `d`", "a#91;0#93; #123;b#125; #60;c#62; #96;d#96;"],
    ["#quot;", "#35;quot#59;"],
    ["%%{init}%%", "#37;#37;#123;init#125;#37;#37;"],
    ["one\ntwo\r\n\tthree\u2028four", "one two three four"],
    ["1. not a list", "1#46; not a list"],
    ["- nor this", "#45; nor this"],
    ["_not_ *this*", "#95;not#95; #42;this#42;"],
    ["style:fill", "style#58;fill"],
    ["Größe 價格 🎉", "Größe 價格 🎉"],
    ["half \ud800 a sign", "half \uFFFD a sign"],
  ])("writes %j", (text, label) => {
    expect(mermaidLabel(text)).toBe(label);
  });

  it("cuts what is too long for a drawing", () => {
    expect(mermaidLabel("x".repeat(500))).toBe(`${"x".repeat(79)}…`);
  });

  it("leaves no sign that Mermaid could read, in any text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(mermaidLabel(text).replace(/#\d+;/g, "")).not.toMatch(/["#;`<>{}[\]|%:&*~$\\^@+\p{Cc}\p{Cs}]/u);
      }),
    );
  });
});
