/** The generated stores that put fields on an event. */
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { compileAssign } from "../../lib/event/assign-fields.js";
import { anyKey } from "./arbitrary-data.js";

describe("compileAssign", () => {
  afterEach(() => z.config({ jitless: false }));

  it("puts on the named fields in the order of the shape", () => {
    const event = {};

    compileAssign(["b", "a"])(event, { a: 1, b: 2, c: 3 });

    expect(Object.entries(event)).toEqual([
      ["b", 2],
      ["a", 1],
    ]);
  });

  it("tells absent from undefined", () => {
    const event = {};

    compileAssign(["a", "b"])(event, { a: undefined });

    expect(event).toStrictEqual({ a: undefined });
  });

  it("takes any name, since names are quoted", () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyKey), (names) => {
        const fields = Object.fromEntries(names.map((name, index) => [name, index]));
        const event = {};

        compileAssign(names)(event, fields);

        expect(event).toEqual(fields);
      }),
    );
  });

  it("does without generated code where zod is told to", () => {
    z.config({ jitless: true });

    expect(compileAssign(["a"])).toBe(Object.assign);
  });
});
