/** Canonical JSON: one text for one value, and another for another. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faceOf } from "../../../lib/agent/middleware/call-face.js";

const face = (args: unknown, name = "t") => faceOf({ name, args });

describe("faceOf", () => {
  it("writes JSON that says the same, with nothing in it that is not seen", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { json } = face(value);

        expect(JSON.stringify(JSON.parse(json))).toBe(JSON.stringify(JSON.parse(face(JSON.parse(json)).json)));
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it("has one digest for one value, and another for another value or name", () => {
    expect(face({ a: 1, b: [2] })).toEqual(face({ b: [2], a: 1 }));
    const others = [face({ a: 1 }), face({ a: "1" }), face({ a: [1] }), face({ a: 1 }, "u"), face({}), face([])];
    expect(new Set(others.map(({ digest }) => digest)).size).toBe(others.length);
    expect(face('b",1', "a").digest).not.toBe(face("b", 'a",1').digest);
  });

  it("keeps keys that look like prototypes, and hides no direction marks", () => {
    const args: unknown = JSON.parse('{"__proto__":{"admin":true},"\\u202e":"\\u200b"}');

    expect(face(args).json).toBe(String.raw`{"__proto__":{"admin":true},"\u202e":"\u200b"}`);
  });
});
