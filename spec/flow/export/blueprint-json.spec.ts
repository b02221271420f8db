import { defineEvent, where } from "millrace";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Blueprint, type FlowNode } from "../../../lib/flow/definition/blueprint.js";
import { createChunk } from "../../../lib/flow/definition/chunk.js";
import { type Bindings } from "../../../lib/flow/export/bindings.js";
import { blueprintFromJson, blueprintToJson } from "../../../lib/flow/export/blueprint-json.js";
import { caught } from "../../caught.js";
import { anyBlueprint, bindings, chunkNode, chunks, end, everyNode, flow, type NodeOf, step } from "./every-node.js";

class Paid extends defineEvent("export.paid", { total: z.number() }) {}

const whole = everyNode(where(Paid.field("total").gt(3)));

const save = (blueprint: Blueprint, registered: Bindings = bindings) => blueprintToJson(blueprint, {}, registered);
const load = (json: unknown): Blueprint => {
  const { name, nodes, triggers } = blueprintFromJson(json, bindings);
  return flow(name, nodes, triggers);
};
const refused = (node: FlowNode, registered: Bindings = bindings) =>
  caught(() => save(flow("flow", [chunkNode("normalize", ["start"], { chunk: chunks.normalize }), node]), registered));

describe("blueprintToJson (F47)", () => {
  it("writes handlers by name, and leaves out what has its default", () => {
    const chunk = step("normalize", "Again");
    const blueprint = flow("small", [chunkNode("first", ["start"], { chunk }), end("end-2", "ended/first")]);

    expect(save(blueprint, { chunks: new Map([["normalize", chunk]]) })).toEqual({
      kind: "millrace.blueprint",
      version: 1,
      name: "small",
      nodes: [
        { kind: "chunk", id: "first", on: ["start"], chunk: { handler: "normalize", emits: ["Again"] } },
        { kind: "end", id: "end-2", on: ["ended/first"] },
      ],
      triggers: [],
    });
  });

  it("writes functions that are declared by a name, without their being registered", () => {
    function tidy(): void {}
    const blueprint = flow("small", [chunkNode("tidy", ["start"], { chunk: createChunk("tidy", tidy) })]);

    expect(save(blueprint).nodes[0]).toMatchObject({ chunk: { handler: "tidy" } });
  });

  it("takes the contract along as JSON Schema, and the schemas of the chunks", () => {
    const chunk = createChunk("count", () => 1, { valueSchema: z.string() });
    const blueprint = flow("small", [chunkNode("count", ["start"], { chunk })]);

    expect(blueprintToJson(blueprint, { input: z.string() }, { chunks: { count: chunk } }).contract).toEqual({
      input: { type: "string" },
      chunks: { count: { value: { type: "string" } } },
    });
  });

  it("refuses functions that are known by their place only, and says where", () => {
    const error = refused(chunkNode("step-2", ["ended/normalize"]));

    expect(error).toMatchObject({ code: "BLUEPRINT_INVALID", details: { path: "nodes[1].chunk" } });
    expect(error.hint).toContain("flow.chunk(");
  });

  it("refuses one name for two functions", () => {
    const { code } = refused(chunkNode("other", ["start"], { chunk: step("normalize") }));
    const two = [createChunk("run", { run: () => 1 }.run), createChunk("run", { run: () => 2 }.run)] as const;
    const both = flow("flow", [
      chunkNode("a", ["start"], { chunk: two[0] }),
      chunkNode("b", ["start"], { chunk: two[1] }),
    ]);

    expect(code).toBe("BLUEPRINT_INVALID");
    expect(caught(() => save(both)).details["path"]).toBe("nodes[1].chunk");
  });

  it("refuses conditions and join functions in place, and cases that JSON cannot carry", () => {
    const match = { ...whole.nodes.get("kind"), on: ["start"] } as NodeOf<"match">;
    const when = { ...whole.nodes.get("all"), on: ["start"] } as NodeOf<"when">;
    const paths = [
      refused({ ...match, cases: [{ condition: { name: "case-1", test: () => true } }] }),
      refused({ ...match, cases: [{ equals: { deep: () => 1 } }] }),
      refused({ ...when, joinBy: { name: "when-1", run: () => 1 } }),
    ].map(({ code, details }) => [code, details["path"]]);

    expect(paths).toEqual([
      ["BLUEPRINT_INVALID", "nodes[1].cases[0].condition"],
      ["BLUEPRINT_INVALID", "nodes[1].cases[0].equals.deep"],
      ["BLUEPRINT_INVALID", "nodes[1].joinBy"],
    ]);
  });

  it("refuses functions that capture or write back", () => {
    const node = whole.nodes.get("child") as NodeOf<"subFlow">;

    expect(refused({ ...node, capture: { state: { a: () => 1 } } }).details["path"]).toBe("nodes[1].capture.state.a");
    expect(refused({ ...node, writeBack: { value: () => 1 } }).details["path"]).toBe("nodes[1].writeBack.value");
  });

  it("refuses filters that hold code, and keeps the reason", () => {
    const blueprint = flow("flow", [end("end", "event/1")], [{ route: "event/1", filter: where(() => true) }]);
    const error = caught(() => save(blueprint));

    expect(error).toMatchObject({ code: "BLUEPRINT_INVALID", details: { path: "triggers[0].filter" } });
    expect(error.cause).toMatchObject({ code: "FILTER_LOCAL" });
  });

  it("leaves out a longest wait that is none, and refuses other waits without an end", () => {
    const node = (retry: NodeOf<"chunk">["retry"]) => chunkNode("log", ["start"], { chunk: chunks.log, retry });

    expect(save(flow("flow", [node({ attempts: 2, maxDelayMs: Infinity })])).nodes[0]).toMatchObject({
      retry: { attempts: 2 },
    });
    expect(refused(node({ attempts: 2, delayMs: Infinity })).details["path"]).toBe("nodes[1].retry.delayMs");
  });
});

describe("blueprintFromJson (F47)", () => {
  it("gives the ways in back, and its JSON is the same again", () => {
    const json = save(whole);
    const again = load(JSON.parse(JSON.stringify(json)));

    expect(again.triggers.map(({ route, filter }) => [route, String(filter)])).toEqual([
      ["event/1", "[export.paid].total > 3"],
    ]);
    expect(save(again)).toEqual(json);
    expect([...again.routes.keys()]).toEqual([...whole.routes.keys()]);
  });

  it("is the inverse of writing, for any flow", () => {
    fc.assert(
      fc.property(anyBlueprint, (blueprint) => {
        const json = save(blueprint);
        const text = JSON.stringify(json);
        const again = load(text);

        expect(save(again)).toEqual(json);
        expect(JSON.stringify(save(again))).toBe(text);
        expect([...again.nodes.values()]).toEqual([...blueprint.nodes.values()]);
      }),
      { numRuns: 150 },
    );
  });

  it("says everything that nobody has bound at once, and what is known", () => {
    const json = save(whole);
    const error = caught(() => blueprintFromJson(json, { chunks: { normalize: chunks.normalize, spare: chunks.log } }));

    expect(error.code).toBe("BLUEPRINT_UNBOUND");
    expect(error.details["unbound"]).toContainEqual({ kind: "chunks", name: "repair", at: "nodes[1].chunk" });
    expect(error.details["unbound"]).toContainEqual({ kind: "flows", name: "child", at: "nodes[16].flow" });
    expect(error.details["known"]).toEqual({ chunks: ["normalize", "spare"], conditions: [], joins: [], flows: [] });
  });

  it("refuses a filter that is none, with the reason", () => {
    const json = { ...save(whole), triggers: [{ route: "event/1", filter: { event: 3 } }] };
    const error = caught(() => load(json));

    expect(error).toMatchObject({ code: "BLUEPRINT_INVALID", details: { path: "triggers[0].filter" } });
    expect(error.cause).toMatchObject({ code: "FILTER_SYNTAX" });
  });

  it("refuses values in cases that nobody wrote", () => {
    const json = JSON.stringify(save(whole)).replace('{"$bigint":"1"}', '{"$bigint":"one"}');

    expect(caught(() => load(json)).details["path"]).toBe("nodes[12].cases[0].equals.a[0]");
  });

  it("reads every truncated text as none", () => {
    const text = JSON.stringify(save(whole));

    for (let length = 0; length < text.length; length += 7)
      expect(caught(() => load(text.slice(0, length))).code).toBe("BLUEPRINT_INVALID");
  });
});
