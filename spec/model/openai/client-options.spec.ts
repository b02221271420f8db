import { describe, expect, it } from "vitest";
import { readClientOptions } from "../../../lib/model/openai/client-options.js";
import { openaiCompatible } from "../../../lib/model/openai/openai-compatible.js";
import { caught } from "../../caught.js";

const least = { baseUrl: "http://localhost:11434/v1", model: "any" };
const make = (options: object) => () => openaiCompatible({ ...least, ...options });

describe("the options of a client", () => {
  it("need an address and a model", () => {
    expect(openaiCompatible(least)).toMatchObject({
      provider: "openai-compatible",
      model: "any",
      takesResponseFormat: true,
      takesTools: true,
    });
  });

  it("say what the server takes", () => {
    const model = openaiCompatible({ ...least, takesResponseFormat: false, takesTools: false });

    expect(model).toMatchObject({ takesResponseFormat: false, takesTools: false });
    expect(readClientOptions({ ...least, reasoningFields: ["thought"] }).reasoningFields).toEqual(["thought"]);
  });

  it.each([
    [{ baseUrl: undefined }, "baseUrl"],
    [{ baseUrl: "localhost" }, "baseUrl"],
    [{ baseUrl: "ftp://localhost" }, "baseUrl"],
    [{ baseUrl: "http://me:s3cr3t@localhost/v1" }, "baseUrl"],
    [{ model: "" }, "model"],
    [{ model: undefined }, "model"],
    [{ apiKey: "" }, "apiKey"],
    [{ apiKey: "s3cr3t\n" }, "apiKey"],
    [{ apiKey: 3 }, "apiKey"],
    [{ apiKey: "a", apiKeys: ["s3cr3t"] }, "apiKeys"],
    [{ apiKeys: ["a", " s3cr3t"] }, "apiKeys[1]"],
    [{ apiKeys: "s3cr3t" }, "apiKeys"],
    [{ keySelection: "best" }, "keySelection"],
    [{ headers: { "x-key": "s3cr3t\r\n" } }, "x-key"],
    [{ headers: { "x key": "a" } }, "x key"],
    [{ options: { model: "b" } }, "options.model"],
    [{ options: { stream: false } }, "options.stream"],
    [{ options: [] }, "options"],
    [{ extraBody: { messages: [] } }, "extraBody.messages"],
    [{ extraBody: null }, "extraBody"],
    [{ timeouts: { idleMs: 0 } }, "timeouts.idleMs"],
    [{ limits: { concurrency: 0 } }, "limits.concurrency"],
    [{ reasoningFields: "thought" }, "reasoningFields"],
    [{ fetch: 3 }, "fetch"],
    [{ baseURL: "x" }, "baseURL"],
  ])("are refused by name, without secrets: %j", (options, name) => {
    const error = caught(make(options));

    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(name);
    expect(JSON.stringify([error.message, error.cause])).not.toContain("s3cr3t");
  });
});
