import { afterEach, describe, expect, it, vi } from "vitest";
import { type SettingPath } from "../../../lib/model/settings/setting-path.js";
import { Settings } from "../../../lib/model/settings/settings.js";
import { caught } from "../../caught.js";

const setBranchNull = (settings: Settings): Settings =>
  (settings as unknown as { set(path: string, value: null): Settings }).set("OpenAI", null);

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("SettingsSnapshot", () => {
  it("never changes, whatever is set later", () => {
    vi.stubEnv("MILLRACE_SPEC", "m1");
    const base = new Settings("package").set("request.attempts", 2);
    const agent = new Settings("agent", base).set("OpenAI", { model: "${ENV.MILLRACE_SPEC}", reasoningFields: ["a"] });
    const snapshot = agent.snapshot();
    const before = JSON.stringify(snapshot);

    vi.stubEnv("MILLRACE_SPEC", "m2");
    base.set("request", { attempts: 9, delayMs: 1 });
    agent.append("OpenAI.reasoningFields", "b").unset("OpenAI.model");

    expect(snapshot.get("OpenAI.model")).toBe("m1");
    expect(snapshot.values).toEqual({
      request: { attempts: 2 },
      OpenAICompatible: { model: "m1", reasoningFields: ["a"] },
    });
    expect(snapshot.explain("request.attempts")).toMatchObject({ value: 2, from: "package" });
    expect(snapshot.explain("OpenAI.model")).toMatchObject({ value: "m1", written: "${ENV.MILLRACE_SPEC}" });
    expect(JSON.stringify(snapshot)).toBe(before);
  });

  it("cannot be changed by who holds it", () => {
    const snapshot = new Settings("one").set("OpenAI.options", { list: [{ a: 1 }] }).snapshot();
    const { values } = snapshot as unknown as { values: { OpenAICompatible: { options: { list: { a: number }[] } } } };

    expect(() => {
      values.OpenAICompatible.options.list[0]!.a = 2;
    }).toThrow(TypeError);
    expect(() => values.OpenAICompatible.options.list.push({ a: 3 })).toThrow(TypeError);
  });

  it("tells for each value who had set it", () => {
    const base = new Settings("package").set("request", { attempts: 2, delayMs: 5 });
    const agent = new Settings("agent", base).set("request.attempts", null).set("OpenAI.headers", { "x.y": "1" });

    expect(agent.snapshot().sources).toEqual({
      "request.attempts": "agent",
      "request.delayMs": "package",
      'OpenAICompatible.headers["x.y"]': "agent",
    });
    expect(agent.snapshot().toJSON()).toMatchObject({ values: { request: { attempts: null, delayMs: 5 } } });
    expect(agent.snapshot().get('OpenAICompatible.headers["x.y"]' as SettingPath)).toBe("1");
    expect(new Settings("empty").snapshot().toJSON()).toEqual({ values: {}, sources: {} });
  });

  it("gives a branch as options, without what was taken away", () => {
    const base = new Settings("package").set("OpenAI", {
      model: "m",
      timeouts: { idleMs: 5, totalMs: false },
      apiKey: "k",
    });
    const agent = new Settings("agent", base).set("OpenAI", { timeouts: { idleMs: null }, apiKey: null });

    expect(agent.snapshot().options("OpenAICompatible")).toEqual({ model: "m", timeouts: { totalMs: false } });
    expect(agent.snapshot().options("request")).toEqual({});
    expect(setBranchNull(agent).snapshot().options("OpenAICompatible")).toEqual({});
  });

  it("refuses names that nobody knows", () => {
    expect(caught(() => new Settings("one").snapshot().get("request.x" as SettingPath)).code).toBe("SETTINGS_INVALID");
  });
});
