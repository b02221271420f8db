import { describe, expect, it } from "vitest";
import { OPERATORS } from "../../../lib/flow/operators/operators.js";

describe("OPERATORS", () => {
  it("knows what each kind of node does", () => {
    expect(Object.keys(OPERATORS).sort()).toEqual([
      "batch",
      "chunk",
      "collect",
      "end",
      "endForEach",
      "endMatch",
      "forEach",
      "gather",
      "match",
      "separator",
      "subFlow",
      "when",
    ]);
    for (const { receive } of Object.values(OPERATORS)) expect(receive).toBeTypeOf("function");
  });
});
