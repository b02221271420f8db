import { defineEvent, where } from "millrace";
import { describe, expect, it } from "vitest";
import { boxTitle, caseLabel, chunkLabel, entryLabel, nodeDetail } from "../../../lib/flow/export/node-labels.js";
import { chunkNode, chunks, everyNode, isLong } from "./every-node.js";

class Paid extends defineEvent("labels.paid", {}) {}

const whole = everyNode(where(Paid));

describe("entryLabel", () => {
  it.each([
    ["start", "start"],
    ["signal/Go", "signal Go"],
    ["state/topic", "state topic"],
    ["state:deep:changed/topic", "state topic (deep, changed)"],
    ["flowData/seen", "flow data seen"],
    ["event/1", "event [labels.paid]"],
    ["event/9", "event 9"],
  ] as const)("calls %s %s", (route, label) => {
    expect(entryLabel(route, whole)).toBe(label);
  });
});

describe("caseLabel", () => {
  it("says values as data and conditions by name", () => {
    expect(caseLabel({ equals: "high" })).toBe('"high"');
    expect(caseLabel({ equals: 3 })).toBe("3");
    expect(caseLabel({ condition: isLong })).toBe("isLong");
    expect(caseLabel({ equals: () => 1 })).toBe("function");
    expect(caseLabel(undefined)).toBe("case");
  });
});

describe("nodeDetail", () => {
  it("says in a few words what a node does", () => {
    expect([...whole.nodes.values()].map((node) => `${node.kind}: ${nodeDetail(node)}`)).toEqual([
      "chunk: 500 ms, 3 attempts",
      "chunk: ",
      "chunk: ",
      "batch: 2 at once, settled",
      "chunk: ",
      "gather: takes facts",
      "chunk: ",
      "gather: takes r",
      "separator: half way",
      "forEach: for each in order of completion, 4 at once",
      "chunk: ",
      "endForEach: ",
      "match: match by kind, all that fit",
      "endMatch: ",
      "when: all of these joined by byId",
      "collect: l of pairs",
      "subFlow: 3 at once",
      "end: ",
    ]);
  });
});

describe("chunkLabel", () => {
  it("is the name of the chunk, where the node does not say it and somebody gave it", () => {
    const positional = chunkNode("send", ["start"], { chunk: { ...chunks.log, name: "step-2" } });

    expect(chunkLabel(chunkNode("send", ["start"], { chunk: chunks.log }))).toBe("log");
    expect(chunkLabel(chunkNode("log", ["start"], { chunk: chunks.log }))).toBeUndefined();
    expect(chunkLabel(positional)).toBeUndefined();
    expect(chunkLabel({ kind: "end", id: "end-1", on: ["start"], within: [] })).toBeUndefined();
  });
});

describe("boxTitle", () => {
  it("does not say the kind twice", () => {
    const batch = { kind: "batch", on: [], within: [], concurrency: 1, settled: false, keys: [] } as const;

    expect(boxTitle({ ...batch, id: "batch-1" })).toBe("batch-1");
    expect(boxTitle({ ...batch, id: "if-3" })).toBe("if-3");
    expect(boxTitle({ ...batch, id: "facts" })).toBe("batch facts");
  });
});
