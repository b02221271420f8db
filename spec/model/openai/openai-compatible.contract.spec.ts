/** The contract of the port, held by the client for OpenAI-compatible servers against a real one. */
import { languageModelContract } from "millrace/testing";
import { describe, it } from "vitest";
import { openaiCompatible } from "../../../lib/model/openai/openai-compatible.js";
import { serveScenario } from "../scenario-server.js";

describe("openaiCompatible over a server", () => {
  languageModelContract({ describe, it }, async (scenario) => {
    const server = await serveScenario(scenario);
    return {
      model: openaiCompatible({ baseUrl: server.url, model: "script-1" }),
      requests: () => server.bodies.length,
      released: () => server.released,
      close: () => server.close(),
    };
  });
});
