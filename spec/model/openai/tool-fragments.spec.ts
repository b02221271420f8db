import { describe, expect, it } from "vitest";
import type { ModelPart } from "../../../lib/model/model-part.js";
import { ToolFragments } from "../../../lib/model/openai/tool-fragments.js";
import { only } from "./probes.js";

function assemble(fragments: readonly object[], cut = false): ModelPart[] {
  const parts: ModelPart[] = [];
  const calls = new ToolFragments((part) => parts.push(part));
  for (const fragment of fragments) calls.take(fragment as Record<string, unknown>);
  calls.end(cut);
  return parts;
}

const ready = (parts: readonly ModelPart[]): unknown[] =>
  only(parts, "tool-ready").map(({ callId, name, arguments: text }) => [callId, name, text]);

describe("ToolFragments", () => {
  it("puts fragments together by their index, with a delta for each and ready once", () => {
    const parts = assemble([
      { index: 0, id: "a", type: "function", function: { name: "add", arguments: "" } },
      { index: 0, function: { arguments: '{"x"' } },
      { index: 0, function: { arguments: ":1}" } },
    ]);

    expect(parts).toEqual([
      { kind: "tool-delta", callId: "a", name: "add", delta: "" },
      { kind: "tool-delta", callId: "a", name: "add", delta: '{"x"' },
      { kind: "tool-delta", callId: "a", name: "add", delta: ":1}" },
      { kind: "tool-ready", callId: "a", name: "add", arguments: '{"x":1}' },
    ]);
  });

  it("makes a call ready when the next one begins", () => {
    const parts = assemble([
      { index: 0, id: "a", function: { name: "add", arguments: '{"x":1}' } },
      { index: 1, id: "b", function: { name: "sub", arguments: '{"y":' } },
      { index: 1, function: { arguments: "2}" } },
    ]);

    expect(parts.map(({ kind }) => kind)).toEqual([
      "tool-delta",
      "tool-ready",
      "tool-delta",
      "tool-delta",
      "tool-ready",
    ]);
    expect(ready(parts)).toEqual([
      ["a", "add", '{"x":1}'],
      ["b", "sub", '{"y":2}'],
    ]);
  });

  it("puts fragments together that are mixed", () => {
    const parts = assemble([
      { index: 0, id: "a", function: { name: "add", arguments: '{"x":' } },
      { index: 1, id: "b", function: { name: "sub", arguments: '{"y":' } },
      { index: 0, function: { arguments: "1}" } },
      { index: 1, function: { arguments: "2}" } },
    ]);

    expect(ready(parts)).toEqual([
      ["a", "add", '{"x":1}'],
      ["b", "sub", '{"y":2}'],
    ]);
  });

  it.each([
    ["without an index", undefined],
    ["under one index", 0],
  ])("tells whole calls %s apart by their ids", (_, index) => {
    const parts = assemble([
      { index, id: "a", function: { name: "add", arguments: '{"x":1}' } },
      { index, id: "b", function: { name: "add", arguments: '{"x":2}' } },
    ]);

    expect(ready(parts)).toEqual([
      ["a", "add", '{"x":1}'],
      ["b", "add", '{"x":2}'],
    ]);
  });

  it("tells whole calls apart without ids and under one index, and makes ids", () => {
    const parts = assemble([
      { index: 0, id: "", function: { name: "add", arguments: '{"x":1}' } },
      { index: 0, id: "", function: { name: "add", arguments: '{"x":2}' } },
    ]);

    const ids = only(parts, "tool-ready").map(({ callId }) => callId);
    expect(ids).toEqual([expect.stringMatching(/^call_\w{32}$/), expect.stringMatching(/^call_\w{32}$/)]);
    expect(new Set(ids).size).toBe(2);
    expect(new Set(only(parts, "tool-delta").map(({ callId }) => callId))).toEqual(new Set(ids));
  });

  it("goes on with the last call where fragments have neither index nor id", () => {
    const parts = assemble([
      { id: "a", function: { name: "add", arguments: '{"x"' } },
      { function: { arguments: ":1}" } },
    ]);

    expect(ready(parts)).toEqual([["a", "add", '{"x":1}']]);
  });

  it("takes id and name that are told again for the same call", () => {
    const parts = assemble([
      { index: 0, id: "a", function: { name: "add", arguments: '{"x"' } },
      { index: 0, id: "a", function: { name: "add", arguments: ":1" } },
      { index: 0, id: "", function: { name: "add", arguments: "}" } },
    ]);

    expect(ready(parts)).toEqual([["a", "add", '{"x":1}']]);
  });

  it("waits for the name, and then tells what had come", () => {
    const parts = assemble([
      { index: 0, function: { arguments: '{"x"' } },
      { index: 0, id: "a", function: { name: "add", arguments: ":1}" } },
    ]);

    expect(parts[0]).toEqual({ kind: "tool-delta", callId: "a", name: "add", delta: '{"x":1}' });
    expect(ready(parts)).toEqual([["a", "add", '{"x":1}']]);
  });

  it("takes arguments that are an object, or none at all", () => {
    const parts = assemble([
      { index: 0, id: "a", function: { name: "add", arguments: { x: 1 } } },
      { index: 1, id: "b", function: { name: "now" } },
    ]);

    expect(ready(parts)).toEqual([
      ["a", "add", '{"x":1}'],
      ["b", "now", "{}"],
    ]);
    expect(only(parts, "tool-delta").map(({ delta }) => delta)).toEqual(['{"x":1}', "", "{}"]);
  });

  it("gives out what is no JSON as the model wrote it, unless the answer was cut", () => {
    const fragments = [{ index: 0, id: "a", function: { name: "add", arguments: '{"x' } }];

    expect(ready(assemble(fragments))).toEqual([["a", "add", '{"x']]);
    expect(ready(assemble(fragments, true))).toEqual([]);
  });

  it("passes over a call without a name", () => {
    expect(assemble([{ index: 0, function: { arguments: "{}" } }])).toEqual([
      { kind: "skipped", why: "a call of a tool without a name", data: "{}" },
    ]);
  });
});
