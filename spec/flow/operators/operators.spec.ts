import { describe, expect, it } from "vitest";
import { OPERATORS } from "../../../lib/flow/operators/operators.js";

describe("OPERATORS", () => {
  it("knows what each kind of node does", () => {
    expect(Object.keys(OPERATORS)).toEqual(["chunk", "batch", "collect", "end"]);
    for (const { receive } of Object.values(OPERATORS)) expect(receive).toBeTypeOf("function");
  });
});
