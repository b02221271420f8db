/** Calls and results as events. */
import { ClientToolCall, ToolCall, ToolCalls, ToolError, ToolNotFound, ToolResult, ToolResults, where } from "millrace";
import { afterEach, describe, expect, it, vi } from "vitest";
import { caught } from "../../caught.js";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("ToolCall", () => {
  it("is given an id where it has none, another one each time", () => {
    const [one, other] = [new ToolCall({ name: "search" }), new ToolCall({ name: "search" })];

    expect(one.callId).not.toBe("");
    expect(one.callId).not.toBe(other.callId);
    expect(new ToolCall({ name: "search", callId: "mine" }).callId).toBe("mine");
  });

  it("takes its arguments as JSON text or as data", () => {
    expect(new ToolCall({ name: "search", arguments: '{"q":"tea"}' }).args).toEqual({ q: "tea" });
    expect(new ToolCall({ name: "search", arguments: { q: "tea" } }).arguments).toBe('{"q":"tea"}');
    expect(new ToolCall({ name: "search" }).arguments).toBe("{}");
  });

  it.each(["{}", '{"q":1}'])("parses %s once for two reads", (text) => {
    const call = new ToolCall({ name: "search", arguments: text });
    const parse = vi.spyOn(JSON, "parse");

    expect(call.args).toBe(call.args);
    expect(parse).toHaveBeenCalledTimes(1);
  });

  it.each(["", " ", null])("has no arguments where they are %j", (given) => {
    expect(new ToolCall({ name: "search", arguments: given }).args).toEqual({});
  });

  it("has the arguments of its copy, parsed anew", () => {
    const call = new ToolCall({ name: "search", arguments: { q: 1 } });
    expect(call.args).toEqual({ q: 1 });

    expect(call.with({ arguments: { q: 2 } }).args).toEqual({ q: 2 });
    expect(call.args).toEqual({ q: 1 });
  });

  it("says when they are read that they are no JSON", () => {
    const call = new ToolCall({ name: "search", callId: "c1", arguments: "{q:" });

    expect(caught(() => call.args)).toMatchObject({
      code: "TOOL_ARGUMENTS_INVALID",
      details: { tool: "search", callId: "c1", arguments: "{q:" },
    });
  });
});

describe("ToolCalls", () => {
  it("has a length, and none without calls", () => {
    expect(new ToolCalls({}).length).toBe(0);
    expect(new ToolCalls({ calls: [new ToolCall({ name: "a" })] }).length).toBe(1);
  });
});

describe("ClientToolCall", () => {
  it("has the id, the name and the arguments of its call, and is no ToolCall", () => {
    const { callId, name, arguments: text } = new ToolCall({ name: "ask_browser", arguments: { x: 1 } });
    const client = new ClientToolCall({ callId, name, arguments: text });

    expect(client).toMatchObject({ callId, name: "ask_browser", args: { x: 1 } });
    expect(where(ToolCall).matches(client)).toBe(false);
  });
});

describe("ToolResult", () => {
  it.each([
    ["hi", '"hi"', "hi"],
    [null, "null", "null"],
    [undefined, "null", "null"],
    [{ a: [1] }, '{"a":[1]}', '{"a":[1]}'],
    [0, "0", "0"],
  ])("of %j has the content %s and tells the model %s", (result, content, text) => {
    const event = new ToolResult({ callId: "c", name: "t", result });

    expect([event.content, event.text, event.final]).toEqual([content, text, false]);
  });

  it("is met by whoever listens for results, failed ones included", () => {
    const about = { callId: "c", name: "t", result: "Error: no", error: new Error("no") };

    expect(where(ToolResult).matches(new ToolError(about))).toBe(true);
    expect(where(ToolError).matches(new ToolNotFound(about))).toBe(true);
    expect(where(ToolError).matches(new ToolResult({ callId: "c", name: "t", result: 1 }))).toBe(false);
  });
});

describe("ToolError", () => {
  it("keeps the error with its stack for people, and a sentence for the model", () => {
    const error = new TypeError("no such river", { cause: new Error("the map is old") });
    const event = new ToolError({ callId: "c", name: "t", result: "Error: no such river", error });

    expect([event.content, event.text]).toEqual(["Error: no such river", "Error: no such river"]);
    expect(event.error).toBe(error);
    expect(event.trace).toContain("TypeError: no such river");
    expect(event.trace).toMatch(/\n {4}at /);
    expect(event.trace).toContain("Caused by: Error: the map is old");
  });

  it("has a trace of what is thrown and is no error", () => {
    expect(new ToolError({ callId: "c", name: "t", result: "Error", error: { odd: 1 } }).trace).toBe('{"odd":1}');
  });
});

describe("ToolResults", () => {
  it("holds results and their subclasses, and nothing else", () => {
    const result = new ToolResult({ callId: "c", name: "t", result: 1 });

    expect(new ToolResults({ results: [result] }).results).toEqual([result]);
    expect(caught(() => new ToolResults({ results: [{ callId: "c" }] as never }))).toMatchObject({
      code: "EVENT_INVALID",
    });
  });
});
