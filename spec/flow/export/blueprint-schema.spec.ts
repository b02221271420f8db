import { describe, expect, it } from "vitest";
import { badBlueprint, blueprintSchema } from "../../../lib/flow/export/blueprint-schema.js";

const node = (rest: object) => ({ id: "n", on: [], ...rest });
const pathOf = (one: object): string | undefined => {
  const json = { kind: "millrace.blueprint", version: 1, name: "x", nodes: [one], triggers: [] };
  const parsed = blueprintSchema.safeParse(json);
  return parsed.success ? undefined : parsed.error.issues[0]?.path.slice(2).join(".");
};

describe("blueprintSchema", () => {
  const chunk = node({ kind: "chunk", chunk: { handler: "run" } });
  const subFlow = node({ kind: "subFlow", flow: { flow: "child" } });

  it("takes what says only the necessary", () => {
    expect([pathOf(chunk), pathOf(subFlow)]).toEqual([undefined, undefined]);
  });

  it.each([
    [{ ...chunk, timeoutMs: 0 }, "timeoutMs"],
    [{ ...chunk, timeoutMs: "1" }, "timeoutMs"],
    [{ ...chunk, retry: { attempts: 1.5 } }, "retry.attempts"],
    [{ ...chunk, retry: { attempts: 1, delayMs: -1 } }, "retry.delayMs"],
    [{ ...chunk, chunk: { handler: "" } }, "chunk.handler"],
    [{ ...chunk, chunk: "run" }, "chunk"],
    [{ ...chunk, id: "" }, "id"],
    [node({ kind: "batch", keys: ["a"], concurrency: 0 }), "concurrency"],
    [node({ kind: "forEach", order: "random" }), "order"],
    [node({ kind: "match", mode: "hitFirst", cases: [{}] }), "cases.0"],
    [{ ...subFlow, capture: { input: "stat.user" } }, "capture.input"],
    [{ ...subFlow, capture: { state: JSON.parse('{"__proto__":"value"}') as object } }, "capture.state"],
    [{ ...subFlow, writeBack: { value: "value" } }, "writeBack.value"],
    [{ ...subFlow, writeBack: { state: { a: "state." } } }, "writeBack.state.a"],
  ])("refuses %j", (one, path) => {
    expect(pathOf(one)).toBe(path);
  });
});

describe("badBlueprint", () => {
  it("has the path where machines find it", () => {
    const error = badBlueprint("nodes[1]", "is wrong", { details: { line: 3 } });

    expect(error).toMatchObject({ code: "BLUEPRINT_INVALID", details: { path: "nodes[1]", line: 3 } });
    expect(error.message).toContain("nodes[1] is wrong");
  });
});
