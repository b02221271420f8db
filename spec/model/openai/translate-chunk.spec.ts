import { describe, expect, it } from "vitest";
import type { ModelPart } from "../../../lib/model/model-part.js";
import { ChunkTranslator } from "../../../lib/model/openai/translate-chunk.js";
import { told } from "./probes.js";

function translate(chunks: readonly object[], reasoningFields?: readonly string[]): ModelPart[] {
  const parts: ModelPart[] = [];
  const translator = new ChunkTranslator((part) => parts.push(part), reasoningFields);
  for (const chunk of chunks) translator.take(chunk as Record<string, unknown>);
  translator.end();
  return parts;
}

const says = (delta: object, finish: string | null = null): object => ({
  choices: [{ index: 0, delta, finish_reason: finish }],
});
const stop = { kind: "finish", reason: "stop", raw: "stop" };

describe("ChunkTranslator", () => {
  it("counts only the first candidate", () => {
    const other = { index: 1, delta: { content: "no" }, finish_reason: "length" };
    const first = { index: 0, delta: { content: "yes" }, finish_reason: "stop" };

    expect(translate([{ choices: [other] }, { choices: [other, first] }, { choices: [other] }])).toEqual([
      { kind: "text", text: "yes" },
      stop,
    ]);
  });

  it("joins content that is a list of parts, thoughts apart", () => {
    const content = [
      { type: "thinking", thinking: [{ type: "text", text: "Hm" }] },
      { type: "text", text: "a" },
      "b",
      { type: "image_url" },
    ];

    expect(told(translate([says({ content }, "stop")]))).toEqual([
      { kind: "reasoning", text: "Hm" },
      { kind: "text", text: "ab" },
      stop,
    ]);
  });

  it.each(["reasoning_content", "reasoning", "thinking"])("takes reasoning under %s", (field) => {
    expect(translate([says({ [field]: "Hm" }), says({ content: "Yes" }, "stop")])).toEqual([
      { kind: "reasoning", text: "Hm" },
      { kind: "text", text: "Yes" },
      stop,
    ]);
  });

  it("takes reasoning once that comes under two names", () => {
    expect(told(translate([says({ reasoning: "Hm", reasoning_content: "Hm" }, "stop")]))).toEqual([
      { kind: "reasoning", text: "Hm" },
      stop,
    ]);
  });

  it("takes reasoning under names of one's own, instead of the others", () => {
    expect(told(translate([says({ thought: "Hm", reasoning: "no" }, "stop")], ["thought"]))).toEqual([
      { kind: "reasoning", text: "Hm" },
      stop,
    ]);
  });

  it("takes a refusal for text whose reason is the filter", () => {
    expect(translate([says({ refusal: "I cannot " }), says({ refusal: "do that." }, "stop")]).slice(1)).toEqual([
      { kind: "text", text: "do that." },
      { kind: "finish", reason: "content-filter", raw: "refusal" },
    ]);
  });

  it("keeps the finish when usage follows, and tells usage that changes", () => {
    const usage = { prompt_tokens: 2, completion_tokens: 1 };
    const tail = {
      choices: [],
      usage: { ...usage, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 1 } },
    };

    expect(translate([{ ...says({ content: "a" }), usage }, { ...says({}, "length"), usage }, tail])).toEqual([
      { kind: "text", text: "a" },
      { kind: "usage", usage: { inputTokens: 2, outputTokens: 1 } },
      { kind: "usage", usage: { inputTokens: 2, outputTokens: 3, cachedTokens: 1 } },
      { kind: "finish", reason: "length", raw: "length" },
    ]);
  });

  it("puts the finish behind text that follows it", () => {
    expect(translate([says({ content: "a" }, "stop"), says({ content: "b" })]).map(({ kind }) => kind)).toEqual([
      "text",
      "text",
      "finish",
    ]);
  });

  it("says that calls are asked for although the server says stop", () => {
    const call = { index: 0, id: "a", function: { name: "add", arguments: "{}" } };

    expect(translate([says({ tool_calls: [call] }, "stop")]).at(-1)).toEqual({
      kind: "finish",
      reason: "tool-calls",
      raw: "stop",
    });
  });

  it("takes the call of a function as older servers send it", () => {
    const chunks = [
      says({ function_call: { name: "add", arguments: "{" } }),
      says({ function_call: { arguments: "}" } }),
    ];

    expect(translate(chunks).at(-2)).toMatchObject({ kind: "tool-ready", name: "add", arguments: "{}" });
  });

  it("tells what the answer and its model are called, when that changes", () => {
    const named = { id: "1", model: "m" };

    expect(
      translate([
        { ...named, ...says({}) },
        { ...named, ...says({}, "stop") },
      ]),
    ).toEqual([{ kind: "meta", id: "1", model: "m" }, stop]);
  });

  it("gives out held text before a call", () => {
    const call = { index: 0, id: "a", function: { name: "add", arguments: "{}" } };

    expect(translate([says({ content: "<th" }), says({ tool_calls: [call] })]).map(({ kind }) => kind)).toEqual([
      "text",
      "tool-delta",
      "tool-ready",
      "finish",
    ]);
  });

  it("overlooks what has none of the shapes", () => {
    expect(
      translate([
        { choices: [null, 3] },
        { choices: "no", usage: 3, id: 4 },
        says({ content: null, tool_calls: [null, "x"], reasoning: 3, refusal: {} }),
        { choices: [{ delta: "x", finish_reason: "" }], usage: {} },
      ]),
    ).toEqual([{ kind: "finish", reason: "stop" }]);
  });
});
