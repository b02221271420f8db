import { ChunkEnded, ChunkFailed, ChunkStarted, EventSuppressed, where } from "millrace";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { toMermaid } from "../../../lib/flow/export/mermaid.js";
import { caught } from "../../caught.js";
import { anyBlueprint, chunkNode, end, everyNode, flow } from "./every-node.js";

const small = flow("small", [
  chunkNode("first", ["start"]),
  chunkNode("second", ["ended/first"]),
  end("end", "ended/second"),
]);
const about = (node: string) => ["small", "one", node, node, 1, []] as const;
const run = [
  new ChunkStarted(...about("first")),
  new ChunkEnded(...about("first")),
  new ChunkStarted(...about("first")),
  new ChunkEnded(...about("first")),
  new ChunkStarted(...about("second")),
];

describe("toMermaid (F48)", () => {
  it("draws steps from start to result", () => {
    expect(toMermaid(small, { direction: "LR" }).split("\n")).toEqual([
      "flowchart LR",
      '  n1["first"]',
      '  n2["second"]',
      '  n3(["start"])',
      '  n4((("result")))',
      "  n3 --> n1",
      "  n1 --> n2",
      "  n2 --> n4",
      "",
    ]);
  });

  it("draws every node where details are asked for", () => {
    expect(toMermaid(small, { mode: "detailed" })).toContain('n3((("end")))');
  });

  it("writes the run over the drawing: a class and a count for each node that was reached", () => {
    const text = toMermaid(small, { run });

    expect(text).toContain('n1["first<br/>✓ ×2"]');
    expect(text).toContain('n2["second<br/>▶ ×1"]');
    expect(text).toMatch(/classDef done .*\n {2}class n1 done/);
    expect(text).toMatch(/classDef running .*\n {2}class n2 running/);
  });

  it("shows what failed, what was skipped, and what another execution did not reach", () => {
    const failed = new ChunkFailed(...about("first"), new Error("broken"));
    const skipped = new EventSuppressed(new ChunkStarted(...about("second")), "guard");

    expect(toMermaid(small, { run: [failed, skipped] })).toMatch(/class n1 failed[^]*class n2 skipped/);
    expect(toMermaid(small, { run, execution: "other" })).toBe(toMermaid(small));
  });

  it("leaves alone nodes of the same name in a flow inside", () => {
    const whole = everyNode(where(() => true));

    expect(toMermaid(whole, { run: [new ChunkStarted("child", "two", "work", "work", 1, [])] })).toBe(toMermaid(whole));
  });

  it("has the contract as a note", () => {
    const contract = {
      input: z.string(),
      state: z.object({ topics: z.array(z.string()), at: z.date() }),
      stream: z.object({ a: z.int(), b: z.int() }),
      signals: { Go: z.enum(["x", "y"]), Open: z.unknown() },
      result: z.union([z.string(), z.number()]).meta({ title: "Report" }),
    };
    const note = /\["contract<br\/>(.*)"\]/.exec(toMermaid(small, { contract }))?.[1];

    expect(note?.split("<br/>")).toEqual([
      "input string",
      "state topics list of string",
      "state at date",
      "stream #123; a, b #125;",
      "signal Go #34;x#34; #124; #34;y#34;",
      "signal Open anything",
      "result Report",
    ]);
    expect(toMermaid(small, { contract: {} })).toBe(toMermaid(small));
  });

  it("gives equal texts for equal flows, whatever their names", () => {
    const line =
      /^(?:flowchart TB|\s*(?:n\d+[^\w\s"]+"[^"]*"[^\w\s"]+|subgraph b\d+\["[^"]*"\]|end|n\d+ -\S+?(?:\|"[^"]*"\|)? n\d+|classDef .*|class [n\d,]+ \w+))$/u;
    fc.assert(
      fc.property(anyBlueprint, fc.constantFrom("simplified" as const, "detailed" as const), (blueprint, mode) => {
        const text = toMermaid(blueprint, { mode });

        expect(toMermaid(blueprint, { mode })).toBe(text);
        for (const one of text.trimEnd().split("\n")) expect(one).toMatch(line);
      }),
    );
  });

  it("refuses modes and directions that there are not", () => {
    expect(caught(() => toMermaid(small, { mode: "full" as "detailed" })).code).toBe("OPTION_INVALID");
    expect(caught(() => toMermaid(small, { direction: "TD" as "TB" })).code).toBe("OPTION_INVALID");
  });
});
