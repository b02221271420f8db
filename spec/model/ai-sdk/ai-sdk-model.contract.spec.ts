/** The contract of the port, held by models of the AI SDK: a hand-made one, and a real provider against a server. */
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { languageModelContract } from "millrace/testing";
import { describe, it } from "vitest";
import { aiSdkModel } from "../../../lib/model/ai-sdk/ai-sdk-model.js";
import { serveScenario } from "../scenario-server.js";
import { ScriptedSdkModel, sdkScript } from "./scripted-sdk-model.js";

describe("aiSdkModel over a hand-made model", () => {
  languageModelContract({ describe, it }, (scenario) => {
    const model = new ScriptedSdkModel(sdkScript(scenario));
    return { model: aiSdkModel(model), requests: () => model.calls.length, released: () => model.released };
  });
});

describe("aiSdkModel over a real provider and a server", () => {
  languageModelContract({ describe, it }, async (scenario) => {
    const server = await serveScenario(scenario);
    const provider = createOpenAICompatible({
      name: "local",
      baseURL: server.url,
      includeUsage: true,
      supportsStructuredOutputs: true,
    });
    return {
      model: aiSdkModel(provider.chatModel("script-1")),
      requests: () => server.bodies.length,
      released: () => server.released,
      close: () => server.close(),
    };
  });
});
