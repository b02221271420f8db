import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createChunk } from "../../../lib/flow/definition/chunk.js";

describe("createChunk", () => {
  it("makes frozen data: a name, a function, and the schema of its value if it has one", () => {
    const run = (): number => 1;
    const schema = z.number();

    expect(createChunk("a", run)).toEqual({ name: "a", run, valueSchema: undefined });
    expect(createChunk("a", run, schema).valueSchema).toBe(schema);
    expect(Object.isFrozen(createChunk("a", run))).toBe(true);
  });
});
