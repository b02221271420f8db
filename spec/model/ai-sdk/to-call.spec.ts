import { describe, expect, it } from "vitest";
import { toCall as toCallOf } from "../../../lib/model/ai-sdk/to-call.js";
import type { ModelCall } from "../../../lib/model/language-model.js";
import { caught } from "../../caught.js";

const toCall = (call: ModelCall): ReturnType<typeof toCallOf> => toCallOf(call, "any.chat");
const messages = [{ role: "user", content: "Hello" }] as const;
const tools = [{ name: "clock", description: "Tells the time.", parameters: { type: "object" } }];
const withOptions = (options: Readonly<Record<string, unknown>>): ModelCall => ({ messages, options });

describe("toCall", () => {
  it("sends the messages, and nothing that nobody asked for", () => {
    expect(toCall({ messages })).toEqual({ prompt: [{ role: "user", content: [{ type: "text", text: "Hello" }] }] });
    expect(Object.keys(toCall({ messages, tools: [], toolChoice: "required" }))).toEqual(["prompt"]);
  });

  it("hands on the options that the SDK knows", () => {
    const options = {
      temperature: 0,
      maxOutputTokens: 10,
      topP: 0.5,
      seed: 7,
      stopSequences: ["END"],
      headers: { "x-team": "tea" },
      providerOptions: { openai: { reasoningEffort: "low" } },
    };

    expect(toCall(withOptions({ ...options, topK: undefined }))).toMatchObject(options);
  });

  it("describes tools and the choice between them", () => {
    const choice = (toolChoice?: ModelCall["toolChoice"]): unknown =>
      toCall({ messages, tools, ...(toolChoice && { toolChoice }) }).toolChoice;

    expect(toCall({ messages, tools }).tools).toEqual([
      { type: "function", name: "clock", description: "Tells the time.", inputSchema: { type: "object" } },
    ]);
    expect(choice()).toEqual({ type: "auto" });
    expect(choice("none")).toEqual({ type: "none" });
    expect(choice("required")).toEqual({ type: "required" });
    expect(choice({ name: "clock" })).toEqual({ type: "tool", toolName: "clock" });
  });

  it("asks for a format", () => {
    const responseFormat = { name: "report", schema: { type: "object" }, description: "A report." };

    expect(toCall({ messages, responseFormat }).responseFormat).toEqual({ type: "json", ...responseFormat });
  });

  it.each([
    ["max_tokens", 5, "maxOutputTokens"],
    ["stop", ["END"], "stopSequences"],
    ["reasoning_effort", "low", "providerOptions"],
    ["__proto__x", 1, "providerOptions"],
    ["toString", 1, "providerOptions"],
  ])("refuses the option %s by name, and says where it goes", (name, value, place) => {
    const error = caught(() => toCall(withOptions({ [name]: value })));

    expect(error.code).toBe("MODEL_CALL_INVALID");
    expect(error.details).toEqual({ option: name, retryable: false });
    expect(error.hint).toContain(place);
  });

  it.each([
    ["temperature", "hot"],
    ["seed", NaN],
    ["stopSequences", "END"],
    ["providerOptions", { openai: true }],
    ["headers", "x-team: tea"],
  ])("refuses a value that the option %s does not take", (name, value) => {
    expect(caught(() => toCall(withOptions({ [name]: value }))).message).toContain(name);
  });
});
