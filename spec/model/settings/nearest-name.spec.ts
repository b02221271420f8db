import { describe, expect, it } from "vitest";
import { nearestName } from "../../../lib/model/settings/nearest-name.js";

describe("nearestName", () => {
  it("finds the name that was meant", () => {
    const known = ["baseUrl", "model", "apiKey", "apiKeys"];

    expect(nearestName("base_url", known)).toBe("baseUrl");
    expect(nearestName("MODEL", known)).toBe("model");
    expect(nearestName("apikey", known)).toBe("apiKey");
    expect(nearestName("modle", ["modern", "model"])).toBe("model");
  });

  it("finds none where none is near", () => {
    expect(nearestName("temperature", ["baseUrl", "model"])).toBeUndefined();
    expect(nearestName("", ["model"])).toBeUndefined();
  });
});
