import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fits, isTextual, rootKindOf } from "../../../lib/model/contract/output-fit.js";

const title = z.object({ title: z.string(), items: z.array(z.string()) });

describe("rootKindOf", () => {
  it.each<[string, z.ZodType]>([
    ["object", title],
    ["object", title.optional().nullable()],
    ["object", z.record(z.string(), z.number())],
    ["object", z.discriminatedUnion("k", [z.object({ k: z.literal(1) }), z.object({ k: z.literal(2) })])],
    ["object", z.intersection(title, z.object({ more: z.string() }))],
    ["object", z.preprocess((value) => value, title)],
    ["object", title.transform((value) => value.items)],
    ["object", z.lazy(() => title)],
    ["array", z.array(title)],
    ["array", z.tuple([z.string()])],
    ["any", z.union([title, z.array(title)])],
    ["any", z.number()],
    ["any", z.unknown()],
  ])("is %s", (kind, schema) => {
    expect(rootKindOf(schema)).toBe(kind);
  });
});

describe("isTextual", () => {
  it("is so for texts and for choices between texts", () => {
    for (const schema of [
      z.string(),
      z.email(),
      z.enum(["a", "b"]),
      z.literal("a"),
      z.union([z.literal("a"), z.string()]),
    ]) {
      expect(isTextual(schema)).toBe(true);
    }
    for (const schema of [z.number(), title, z.literal(["a", 1]), z.unknown(), z.union([z.string(), z.number()])]) {
      expect(isTextual(schema)).toBe(false);
    }
  });
});

describe("fits", () => {
  it("asks for the kind of the root and one key that is declared, and checks no rule", () => {
    expect(fits(title, { title: 5 })).toBe(true);
    expect(fits(title, { other: 5 })).toBe(false);
    expect(fits(title, {})).toBe(false);
    expect(fits(title, [])).toBe(false);
    expect(fits(title, null)).toBe(false);
    expect(fits(title, "title")).toBe(false);
    expect(fits(z.object({}), { other: 5 })).toBe(true);
    expect(fits(z.record(z.string(), z.number()), { any: 5 })).toBe(true);
  });

  it("looks at the first element of a list", () => {
    expect(fits(z.array(title), [{ title: 1 }, 4])).toBe(true);
    expect(fits(z.array(title), [])).toBe(true);
    expect(fits(z.array(title), ["x"])).toBe(false);
    expect(fits(z.array(title), { 0: 1 })).toBe(false);
    expect(fits(z.tuple([z.string(), z.number()]), ["a"])).toBe(true);
  });

  it("takes any option of a union, both sides of an intersection, and null where it may be", () => {
    expect(fits(z.union([title, z.array(z.string())]), ["x"])).toBe(true);
    expect(fits(z.union([title, z.array(z.string())]), [1])).toBe(false);
    expect(fits(z.intersection(title, z.object({ more: z.string() })), { title: "x" })).toBe(false);
    expect(fits(title.nullable(), null)).toBe(true);
    expect(fits(z.union([title, z.null()]), null)).toBe(true);
  });

  it("tells scalars apart", () => {
    expect(fits(z.number(), 1)).toBe(true);
    expect(fits(z.number(), "1")).toBe(false);
    expect(fits(z.coerce.number(), "1")).toBe(true);
    expect(fits(z.coerce.number(), {})).toBe(false);
    expect(fits(z.boolean(), false)).toBe(true);
    expect(fits(z.enum(["a"]), "b")).toBe(false);
    expect(fits(z.literal(4), 4)).toBe(true);
    expect(fits(z.unknown(), 4)).toBe(true);
    expect(fits(z.null(), 4)).toBe(false);
  });
});
