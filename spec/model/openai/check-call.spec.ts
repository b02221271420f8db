import { describe, expect, it } from "vitest";
import type { ModelCall } from "../../../lib/model/language-model.js";
import { openaiCompatible } from "../../../lib/model/openai/openai-compatible.js";
import { caught } from "../../caught.js";
import { hello } from "./probes.js";

const least = { baseUrl: "http://localhost:11434/v1", model: "any" };
const tool = { name: "add", parameters: {} };
const responseFormat = { name: "a", schema: {} };

describe("a call", () => {
  it.each([
    [{ messages: undefined }, "messages"],
    [{ messages: [] }, "messages"],
    [{ tools: [{ ...tool, name: "" }] }, "tools[0].name"],
    [{ tools: [tool, tool] }, "tools[1].name"],
    [{ toolChoice: "required" }, "toolChoice"],
    [{ tools: [tool], toolChoice: { name: "sub" } }, "toolChoice"],
    [{ options: { stream: false } }, "options.stream"],
    [{ options: { messages: [] } }, "options.messages"],
    [{ options: { model: 3 } }, "options.model"],
  ])("is refused with its path before anything is sent: %j", (call, path) => {
    const model = openaiCompatible(least);

    for (const action of ["stream", "describe"] as const) {
      const error = caught(() => model[action]({ ...hello, ...call } as ModelCall));
      expect(error).toMatchObject({ code: "MODEL_CALL_INVALID", details: { path, retryable: false } });
    }
  });

  it("is refused where it asks for what the model is known not to take", () => {
    const model = openaiCompatible({ ...least, takesResponseFormat: false, takesTools: false });

    expect(caught(() => model.stream({ ...hello, responseFormat })).details).toMatchObject({ path: "responseFormat" });
    expect(caught(() => model.stream({ ...hello, tools: [tool] })).details).toMatchObject({ path: "tools" });
  });
});
