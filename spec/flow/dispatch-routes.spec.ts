import { describe, expect, it } from "vitest";
import { checkDispatch, readRoutes } from "../../lib/flow/dispatch-routes.js";

describe("readRoutes", () => {
  it("goes by exact paths first, then by patterns in order; everything but [*] stands for itself", () => {
    const signalOf = readRoutes({ "a[*].b": "Any", "a[*]": "Item", "a[0].b": "First", "x.y+": "Plus" });

    expect(["a[0].b", "a[1].b", "a[7]", "x.y+", "xzy+", "a[*]", "a[x]"].map(signalOf)).toEqual([
      "First",
      "Any",
      "Item",
      "Plus",
      undefined,
      "Item",
      undefined,
    ]);
  });
});

describe("checkDispatch", () => {
  it("takes what is documented", () => {
    const items = (async function* () {})();
    expect(() => {
      checkDispatch(items, { key: () => "k", reconcile: "again", resetSignal: "Gone", stream: true });
    }).not.toThrow();
  });
});
