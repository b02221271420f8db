import { describe, expect, it } from "vitest";
import { pathText } from "../../../lib/model/contract/path-text.js";

describe("pathText", () => {
  it("writes dots for keys and brackets for indexes; the root is empty", () => {
    expect(pathText([])).toBe("");
    expect(pathText(["items", 0, "name"])).toBe("items[0].name");
    expect(pathText([0, 1, "t"])).toBe("[0][1].t");
  });

  it("quotes keys that would read as something else", () => {
    expect(pathText(["a.b", "c"])).toBe('["a.b"].c');
    expect(pathText(["x", "y[0]", 'say "hi"', ""])).toBe('x["y[0]"]["say \\"hi\\""][""]');
  });
});
