import { describe, expect, it } from "vitest";
import { freshSettings, settings } from "../../../lib/model/settings/package-settings.js";
import { Settings } from "../../../lib/model/settings/settings.js";

describe("the settings of the package", () => {
  it("are what agents read when they say nothing", () => {
    using _fresh = freshSettings({ request: { attempts: 4 } });

    expect(new Settings("agent", settings).explain("request.attempts")).toMatchObject({ value: 4, from: "package" });
  });

  it("are as before once an override is disposed", () => {
    using _outer = freshSettings({ request: { attempts: 4, delayMs: 1 } });
    {
      using _inner = settings.override({ request: { attempts: 5 } });
      settings.set("request.factor", 3);
      expect(settings.get("request")).toEqual({ attempts: 5, delayMs: 1, factor: 3 });
      using _fresh = freshSettings();
      expect(settings.get("request")).toBeUndefined();
    }
    expect(settings.get("request")).toEqual({ attempts: 4, delayMs: 1 });
  });
});
