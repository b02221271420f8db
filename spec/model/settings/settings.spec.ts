import { inspect } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type SettingPath } from "../../../lib/model/settings/setting-path.js";
import { Settings } from "../../../lib/model/settings/settings.js";
import { caught } from "../../caught.js";

interface Layers {
  readonly base: Settings;
  readonly agent: Settings;
  readonly request: Settings;
}

function layers(): Layers {
  const base = new Settings("package");
  const agent = new Settings("agent", base);
  return { base, agent, request: new Settings("request", agent) };
}

/** Sets past the types, as JavaScript would. */
const setAny = (settings: Settings, path: string, value: unknown): Settings =>
  (settings as unknown as { set(path: string, value: unknown): Settings }).set(path, value);

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("Settings", () => {
  describe("in layers: package, agent, request", () => {
    const APPENDED = { $append: ["r"] };
    /** What each layer has set, and what the request reads and from whom. */
    it.each<[string, unknown[], unknown, string | undefined, string[]]>([
      ["nobody", [undefined, undefined, undefined], undefined, undefined, []],
      ["the package alone", [1, undefined, undefined], 1, "package", []],
      ["the agent over the package", [1, 2, undefined], 2, "agent", ["package"]],
      ["the request over both", [1, 2, 3], 3, "request", ["agent", "package"]],
      ["zero over one", [1, 0, undefined], 0, "agent", ["package"]],
      ["false over true", [true, undefined, false], false, "request", ["package"]],
      ["an empty text over a text", ["a", "", undefined], "", "agent", ["package"]],
      ["null over all", [1, 2, null], null, "request", ["agent", "package"]],
      ["a value over null", [1, null, 3], 3, "request", ["agent", "package"]],
      ["a list over a list", [["a", "b"], ["c"], undefined], ["c"], "agent", ["package"]],
      ["an empty list over a list", [["a"], undefined, []], [], "request", ["package"]],
      ["appended to a list", [["a"], undefined, APPENDED], ["a", "r"], "request", []],
      ["appended twice", [["a"], { $append: ["b"] }, APPENDED], ["a", "b", "r"], "request", []],
      ["appended to nothing", [undefined, undefined, APPENDED], ["r"], "request", []],
      ["appended to null", [["a"], null, APPENDED], ["r"], "request", ["agent", "package"]],
      ["a list over what was appended", [["a"], APPENDED, ["x"]], ["x"], "request", ["agent", "package"]],
      ["a branch and a branch", [{ a: 1, b: 1 }, { b: 2 }, { c: 3 }], { a: 1, b: 2, c: 3 }, "request", []],
      ["a branch over a list", [[1], { b: 2 }, undefined], { b: 2 }, "agent", ["package"]],
      ["null over a branch", [{ a: 1 }, null, undefined], null, "agent", ["package"]],
      ["a branch over null", [{ a: 1 }, null, { b: 2 }], { b: 2 }, "request", ["agent", "package"]],
    ])("hear %s", (_who, written, value, from, shadowed) => {
      const { base, agent, request } = layers();
      for (const [at, layer] of [base, agent, request].entries()) {
        if (written[at] !== undefined) layer.set("OpenAICompatible.options.x", written[at]);
      }

      expect(request.get("OpenAICompatible.options.x")).toEqual(value);
      expect(request.snapshot().get("OpenAICompatible.options.x")).toEqual(value);
      const told = request.explain("OpenAICompatible.options.x");
      expect(told).toMatchObject({ path: "OpenAICompatible.options.x", from });
      expect(told.value).toEqual(value);
      expect(told.shadowed.map((one) => one.from)).toEqual(shadowed);
    });

    it("read what a parent sets later, and never what a child sets", () => {
      const { base, agent, request } = layers();
      request.set("request.attempts", 5);
      base.set("request", { delayMs: 100, attempts: 2 });

      expect(request.get("request")).toEqual({ delayMs: 100, attempts: 5 });
      expect(agent.get("request.attempts")).toBe(2);
      expect(request.explain("request")).toMatchObject({ from: "request", with: ["package"], shadowed: [] });
    });

    it("hear a parent again when a value is taken back", () => {
      const { base, agent } = layers();
      base.set("request.attempts", 2);
      agent.set("request", { attempts: null, delayMs: 5 });
      expect(agent.get("request.attempts")).toBeNull();

      expect(agent.unset("request.attempts").get("request")).toEqual({ attempts: 2, delayMs: 5 });
      expect(agent.unset("request").unset("OpenAI.model").get("request")).toEqual({ attempts: 2 });
    });

    it("keep what is below null away", () => {
      const { base, agent } = layers();
      base.set("request.attempts", 2);
      setAny(agent, "request", null);

      expect(agent.get("request.attempts")).toBeNull();
      expect(agent.explain("request.attempts")).toMatchObject({ from: "agent", value: null, shadowed: [{ value: 2 }] });
    });
  });

  it("merges what is set in one layer, and copies it", () => {
    const reasoningFields = ["reasoning"];
    const settings = new Settings("one").set("OpenAICompatible", {
      baseUrl: "http://a/v1",
      model: "m",
      reasoningFields,
    });
    settings.set("OpenAICompatible", { model: "n", timeouts: { idleMs: false } });
    reasoningFields.push("more");
    settings
      .append("OpenAICompatible.reasoningFields", "thinking")
      .append("OpenAI.apiKeys", "k1")
      .append("OpenAI.apiKeys", "k2");

    expect(settings.get("OpenAICompatible")).toEqual({
      baseUrl: "http://a/v1",
      model: "n",
      timeouts: { idleMs: false },
      reasoningFields: ["reasoning", "thinking"],
      apiKeys: ["k1", "k2"],
    });
  });

  it("knows aliases, alone, with dots and in objects", () => {
    const settings = new Settings("one");
    settings.set("OpenAI.baseUrl", "http://a/v1").set("OAIClient", { model: "m" });
    settings.merge({ OpenAI: { options: { seed: 1 } }, OAIClient: { takesTools: false }, request: { attempts: 3 } });

    expect(settings.get("OpenAICompatible")).toEqual({
      baseUrl: "http://a/v1",
      model: "m",
      options: { seed: 1 },
      takesTools: false,
    });
    expect(settings.get("OAIClient.baseUrl")).toBe("http://a/v1");
    expect(settings.explain("OpenAI.options.seed")).toMatchObject({ path: "OpenAICompatible.options.seed", value: 1 });
  });

  it.each<[string, unknown, RegExp]>([
    ["OpenAICompatible.base_url", "x", /OpenAICompatible\.base_url does not exist[^]*Did you mean baseUrl\?/],
    ["OpenAi.model", "x", /OpenAi does not exist[^]*Did you mean OpenAI\?/],
    ["requests", {}, /Did you mean request\?/],
    ["OpenAI", { timeouts: { connect: 1 } }, /timeouts\.connect does not exist[^]*Did you mean connectMs\?/],
    ["request.zzz", 1, /There are attempts/],
    ["request.constructor", 1, /does not exist/],
    ["request.attempts.more", 1, /request\.attempts is a single value/],
    ["request.attempts", "3", /expected number, received string "3"/],
    ["request.attempts", 0, /request\.attempts cannot be so/],
    ["request.onEarlyBreak", "stop", /one of "continue", "abort", received string "stop"/],
    ["request", 3, /is a branch and takes an object[^]*attempts/],
    ["OpenAI.timeouts.idleMs", true, /cannot be so/],
    ["OpenAI.headers", { "x-a": 1 }, /OpenAICompatible\.headers\.x-a cannot be so/],
    ["OpenAI.reasoningFields", "reasoning", /expected array/],
    ["OpenAI.reasoningFields", { $append: [1] }, /reasoningFields\.0/],
    ["request.attempts", undefined, /was given undefined/],
    ["OpenAI.options", { run: () => 1 }, /OpenAICompatible\.options\.run is no plain data/],
    ["OpenAI.options", JSON.parse('{ "__proto__": 1 }'), /__proto__/],
    ["request..attempts", 1, /is no path/],
    ["", 4, /The root of all settings/],
  ])("refuses %s = %j", (path, value, message) => {
    const settings = new Settings("one");
    const error = caught(() => setAny(settings, path, value));

    expect(error.code).toBe("SETTINGS_INVALID");
    expect(error.message).toMatch(message);
    expect(settings.toJSON()).toEqual({});
  });

  it("refuses to read what nobody knows, and a value that holds itself", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    const settings = new Settings("one");

    expect(caught(() => settings.get("request.attemps" as SettingPath)).message).toContain("Did you mean attempts?");
    expect(caught(() => settings.explain("nothing" as SettingPath)).code).toBe("SETTINGS_INVALID");
    expect(caught(() => settings.unset("nothing" as SettingPath)).code).toBe("SETTINGS_INVALID");
    expect(caught(() => setAny(settings, "OpenAI.options", circle)).message).toContain("holds itself");
  });

  it("sets all of it or nothing", () => {
    const settings = new Settings("one").set("request.attempts", 2);
    const wrong = { OpenAI: { model: "m" }, request: { attempts: -1 } };

    expect(caught(() => settings.merge(wrong)).code).toBe("SETTINGS_INVALID");
    expect(caught(() => settings.override(wrong)).code).toBe("SETTINGS_INVALID");
    expect(settings.toJSON()).toEqual({ request: { attempts: 2 } });
  });

  describe("with variables of the environment", () => {
    it("puts them in at every reading, as the type that is needed", () => {
      vi.stubEnv("MILLRACE_SPEC", "5");
      const settings = new Settings("one").merge({
        OpenAI: { headers: { "x-tenant": "tenant-${ENV.MILLRACE_SPEC}" }, apiKey: "${ENV.MILLRACE_SPEC}" },
        request: { attempts: "${ENV.MILLRACE_SPEC}", totalMs: "${ENV.MILLRACE_NONE:-false}" },
      });

      expect(settings.get("OpenAI.headers.x-tenant")).toBe("tenant-5");
      expect(settings.get("OpenAI.apiKey")).toBe("5");
      expect(settings.get("request")).toEqual({ attempts: 5, totalMs: false });
      vi.stubEnv("MILLRACE_SPEC", "6");
      expect(settings.get("request.attempts")).toBe(6);
      expect(settings.explain("request.attempts")).toMatchObject({ value: 6, written: "${ENV.MILLRACE_SPEC}" });
    });

    it("fails when one is missing or empty, by its name and path, before anything is sent", () => {
      vi.stubEnv("MILLRACE_EMPTY", "");
      for (const variable of ["MILLRACE_NONE", "MILLRACE_EMPTY"]) {
        const settings = new Settings("one");
        const error = caught(() => settings.set("OpenAI", { options: { deep: [{ user: `\${ENV.${variable}}` }] } }));

        expect(error.code).toBe("SETTINGS_ENV_MISSING");
        expect(error.details).toEqual({ variable, path: "OpenAICompatible.options.deep.0.user" });
        expect(settings.toJSON()).toEqual({});
      }
    });

    it("fails at reading when one has gone or makes no sense, unless another layer is heard", () => {
      vi.stubEnv("MILLRACE_SPEC", "5");
      const { base, agent } = layers();
      base.set("request.attempts", "${ENV.MILLRACE_SPEC}");
      vi.stubEnv("MILLRACE_SPEC", "many");
      expect(caught(() => base.get("request.attempts")).code).toBe("SETTINGS_INVALID");
      vi.stubEnv("MILLRACE_SPEC", undefined);

      expect(caught(() => base.snapshot()).code).toBe("SETTINGS_ENV_MISSING");
      expect(base.get("request.delayMs")).toBeUndefined();
      expect(agent.set("request.attempts", 1).get("request.attempts")).toBe(1);
    });

    it("refuses placeholders that cannot be read, and looks for none in values", () => {
      vi.stubEnv("MILLRACE_SPEC", "${ENV.HOME}");
      const settings = new Settings("one");

      expect(caught(() => settings.set("OpenAI.model", "${ENV.}")).code).toBe("SETTINGS_INVALID");
      expect(caught(() => settings.set("OpenAI.model", "${ENV.A-B}")).code).toBe("SETTINGS_INVALID");
      expect(settings.set("OpenAI.model", "${ENV.MILLRACE_SPEC}").get("OpenAI.model")).toBe("${ENV.HOME}");
    });
  });

  describe("keeps secrets", () => {
    function withSecrets(): Settings {
      vi.stubEnv("MILLRACE_KEY", "sk-secret");
      return new Settings("agent", new Settings("package").set("OpenAI.apiKey", "sk-secret")).merge({
        OpenAI: {
          baseUrl: "https://user:sk-secret@host/v1",
          apiKey: "${ENV.MILLRACE_KEY:-sk-secret}",
          apiKeys: ["sk-secret", "x-${ENV.MILLRACE_KEY}"],
          headers: { Authorization: "Bearer sk-secret", "X-Api-Key": "sk-secret", "x-tenant": "t1" },
          options: { max_tokens: 5, access_token: "sk-secret" },
        },
      });
    }

    it("out of explanations, JSON, snapshots and what is printed", () => {
      const settings = withSecrets();
      const snapshot = settings.snapshot();
      const shown = [
        settings.explain("OpenAI"),
        settings.explain("OpenAI.apiKey"),
        settings.explain("OpenAI.headers.Authorization"),
        settings,
        snapshot,
        snapshot.explain("OpenAI"),
      ];

      expect(shown.map((one) => JSON.stringify(one)).join("\n")).not.toContain("sk-secret");
      expect(inspect(shown, { depth: 20 })).not.toContain("sk-secret");
      expect(settings.get("OpenAI.apiKey")).toBe("sk-secret");
      expect(snapshot.values.OpenAICompatible?.apiKeys).toEqual(["sk-secret", "x-sk-secret"]);
    });

    it("and shows what is none", () => {
      expect(withSecrets().toJSON()).toEqual({
        OpenAICompatible: {
          baseUrl: "https://[redacted]@host/v1",
          apiKey: "${ENV.MILLRACE_KEY}",
          apiKeys: ["[redacted]", "[redacted]"],
          headers: { Authorization: "[redacted]", "X-Api-Key": "[redacted]", "x-tenant": "t1" },
          options: { max_tokens: 5, access_token: "[redacted]" },
        },
      });
    });

    it("out of errors", () => {
      const error = caught(() => setAny(new Settings("one"), "OpenAI.apiKeys", ["sk-secret", ""]));
      const other = caught(() => setAny(new Settings("one"), "OpenAI.apiKey", { value: "sk-secret" }));

      expect(inspect([error, other], { depth: 20 })).not.toContain("sk-secret");
    });
  });
});
