import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createChunk } from "../../../lib/flow/definition/chunk.js";

describe("createChunk", () => {
  it("makes frozen data: a name, a function, and what is said about it", () => {
    const run = (): number => 1;
    const schema = z.number();

    expect(createChunk("a", run)).toEqual({
      name: "a",
      run,
      valueSchema: undefined,
      outputSchema: undefined,
      timeoutMs: undefined,
      retry: undefined,
      emits: [],
      takesContext: false,
    });
    expect(createChunk("a", run, { valueSchema: schema }).valueSchema).toBe(schema);
    expect(createChunk("a", run, { timeoutMs: 5, emits: ["Go"] })).toMatchObject({ timeoutMs: 5, emits: ["Go"] });
    expect(Object.isFrozen(createChunk("a", run))).toBe(true);
  });

  it("takes a context unless the function is certain to see none", () => {
    const takes = (run: unknown): boolean => createChunk("a", run as never).takesContext;

    for (const run of [() => 1, (d: unknown) => d, async (d: unknown) => d, async () => 1])
      expect(takes(run)).toBe(false);
    function declared(_d: unknown): void {
      return undefined; // it could look at its arguments
    }
    const seen: unknown[] = [
      (_d: unknown, context: unknown) => context,
      (_d: unknown, context = "none") => context,
      (...all: unknown[]) => all,
      ({ value }: { value: unknown }) => value,
      declared,
      declared.bind(undefined),
    ];
    for (const run of seen) expect(takes(run)).toBe(true);
  });
});
