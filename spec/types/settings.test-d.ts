/** What may be set and read at which path. */
import { describe, expectTypeOf, it } from "vitest";
import type { Settings } from "../../lib/model/settings/settings.js";

declare const settings: Settings;

describe("settings", () => {
  it("are read as what they are, under every name", () => {
    expectTypeOf(settings.get("OpenAICompatible.baseUrl")).toEqualTypeOf<string | null | undefined>();
    expectTypeOf(settings.get("OpenAI.timeouts.idleMs")).toEqualTypeOf<number | false | null | undefined>();
    expectTypeOf(settings.get("OAIClient.apiKeys")).toEqualTypeOf<readonly string[] | null | undefined>();
    expectTypeOf(settings.get("OpenAI.headers.x-tenant")).toEqualTypeOf<string | null | undefined>();
    expectTypeOf(settings.get("OpenAI.options.seed")).toBeUnknown();
    expectTypeOf(settings.get("request.onEarlyBreak")).toEqualTypeOf<"continue" | "abort" | null | undefined>();
    expectTypeOf(settings.snapshot().get("request.attempts")).toEqualTypeOf<number | null | undefined>();
    expectTypeOf(settings.snapshot().options("request").attempts).toEqualTypeOf<number | undefined>();
    expectTypeOf(settings.snapshot().values.OpenAICompatible?.model).toEqualTypeOf<string | null | undefined>();
  });

  it("take values, null, variables of the environment, and parts of a branch", () => {
    const _set = (): void => {
      settings.set("OpenAICompatible", { baseUrl: "http://a/v1", model: "m", timeouts: { idleMs: false } });
      settings.set("request.attempts", "${ENV.ATTEMPTS:-3}").set("request.attempts", null);
      settings.set("OpenAI.apiKeys", { $append: ["k"] }).append("OpenAI.apiKeys", "k");
      settings.merge({ OpenAI: { apiKey: process.env["KEY"] }, request: { corrections: 2 } });
    };
  });

  it("refuse other names and kinds", () => {
    const _set = (): void => {
      // @ts-expect-error -- no such setting
      settings.set("OpenAICompatible.base_url", "http://a/v1");
      // @ts-expect-error -- a text that is no variable
      settings.set("request.attempts", "3");
      // @ts-expect-error -- no such setting in the branch
      settings.set("OpenAI", { baseURL: "http://a/v1" });
      // @ts-expect-error -- no such branch
      settings.merge({ openai: {} });
    };
  });
});
