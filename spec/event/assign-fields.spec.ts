/** The generated stores that put fields on an event. */
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { compileFill } from "../../lib/event/assign-fields.js";
import { anyKey } from "./arbitrary-data.js";

const asGiven = (init: unknown): object => init as object;

describe("compileFill", () => {
  afterEach(() => z.config({ jitless: false }));

  it("puts on the named fields in the order of the shape", () => {
    const event = {};

    compileFill("t", ["b", "a"], asGiven)(event, { a: 1, b: 2, c: 3 });

    expect(Object.entries(event)).toEqual([
      ["b", 2],
      ["a", 1],
    ]);
  });

  it("tells absent from undefined", () => {
    const event = {};

    compileFill("t", ["a", "b"], asGiven)(event, { a: undefined });

    expect(event).toStrictEqual({ a: undefined });
  });

  it("takes any name, since names are quoted", () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyKey), (names) => {
        const fields = Object.fromEntries(names.map((name, index) => [name, index]));
        const event = {};

        compileFill("t", names, asGiven)(event, fields);

        expect(event).toEqual(fields);
      }),
    );
  });

  it("does without generated code where zod is told to", () => {
    z.config({ jitless: true });
    const event = {};

    compileFill("t", ["a"], asGiven)(event, { a: 1, b: 2 });

    expect(event).toEqual({ a: 1, b: 2 });
  });
});
