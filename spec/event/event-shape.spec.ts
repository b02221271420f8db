/** What zod offers, in events: each feature is honoured at construction and when patched, or refused with a reason. */
import { defineEvent } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { listIssues } from "../../lib/event/event-shape.js";
import { caught } from "../caught.js";

let count = 0;
/** An event class with one field of this schema, as what it makes of a value. */
function field(schema: z.ZodType): (value: unknown) => unknown {
  const Event = defineEvent(`shape.${String(++count)}`, { value: schema });
  return (value) => new Event({ value }).value;
}

const Tree: z.ZodType = z.object({
  name: z.string(),
  get kids() {
    return z.array(Tree);
  },
});

describe("a shape", () => {
  it.each<[string, z.ZodType, unknown, unknown]>([
    ["default", z.number().default(3), undefined, 3],
    ["a default made by a function", z.array(z.string()).default(() => ["x"]), undefined, ["x"]],
    ["prefault", z.string().toUpperCase().prefault("x"), undefined, "X"],
    ["catch", z.number().catch(7), "no number", 7],
    ["nullable", z.string().nullable(), null, null],
    ["trim", z.string().trim(), "  a ", "a"],
    ["coerce", z.coerce.date(), "2020-01-01T00:00:00Z", new Date("2020-01-01T00:00:00Z")],
    ["transform", z.string().transform((text) => text.length), "abc", 3],
    ["pipe", z.string().pipe(z.coerce.number()), "12", 12],
    ["preprocess", z.preprocess((value) => String(value), z.string()), 5, "5"],
    ["codec", z.codec(z.string(), z.number(), { decode: Number, encode: String }), "4", 4],
    ["refine", z.string().refine((text) => text !== "no"), "yes", "yes"],
    ["brand", z.string().brand<"Id">(), "id", "id"],
    ["readonly", z.array(z.number()).readonly(), [1], [1]],
    ["record", z.record(z.string(), z.number()), { a: 1 }, { a: 1 }],
    ["tuple", z.tuple([z.string(), z.number()]), ["a", 1], ["a", 1]],
    ["enum", z.enum(["a", "b"]), "b", "b"],
    ["union", z.union([z.string(), z.number()]), 1, 1],
    [
      "intersection",
      z.intersection(z.object({ a: z.number() }), z.object({ b: z.number() })),
      { a: 1, b: 2 },
      { a: 1, b: 2 },
    ],
    [
      "discriminated union",
      z.discriminatedUnion("kind", [z.object({ kind: z.literal("a") })]),
      { kind: "a" },
      { kind: "a" },
    ],
    [
      "recursive object",
      Tree,
      { name: "a", kids: [{ name: "b", kids: [] }] },
      { name: "a", kids: [{ name: "b", kids: [] }] },
    ],
    ["lazy", z.lazy(() => z.string()), "x", "x"],
    ["map", z.map(z.string(), z.bigint()), new Map([["a", 1n]]), new Map([["a", 1n]])],
    ["set", z.set(z.date()), new Set([new Date(0)]), new Set([new Date(0)])],
    ["bytes", z.instanceof(Uint8Array), Uint8Array.of(1), Uint8Array.of(1)],
  ])("honours %s", (_, schema, value, stored) => {
    expect(field(schema)(value)).toEqual(stored);
  });

  it.each<[string, z.ZodType, unknown]>([
    ["a refinement", z.string().refine((text) => text !== "no"), "no"],
    ["a union", z.union([z.string(), z.number()]), true],
    ["a recursive object", Tree, { name: "a", kids: [{ name: 1, kids: [] }] }],
    ["a strict object inside", z.strictObject({ a: z.string() }), { a: "x", b: 1 }],
    ["NaN as a number", z.number(), NaN],
    ["an invalid date", z.date(), new Date(NaN)],
  ])("refuses what does not fit %s", (_, schema, value) => {
    expect(caught(() => field(schema)(value)).code).toBe("EVENT_INVALID");
  });

  it("may name schemas that are declared further down", () => {
    const event = field(z.lazy(() => Later));
    const Later = z.string();

    expect(event("x")).toBe("x");
  });

  it("does not run the functions of defaults when the class is defined", () => {
    let runs = 0;
    const event = field(z.number().default(() => ++runs));
    expect(runs).toBe(0);

    expect([event(undefined), event(undefined)]).toEqual([1, 2]);
  });

  it.each<[string, z.ZodType]>([
    ["refinement", z.string().refine(async () => true)],
    ["transform", z.string().transform(async () => 1)],
    ["transform deep inside", z.object({ a: z.array(z.string().transform(async () => 1)) })],
  ])("that needs an asynchronous %s is refused with the reason", (_, schema) => {
    const value = schema instanceof z.ZodObject ? { a: ["x"] } : "x";

    const error = caught(() => field(schema)(value));

    expect(error.code).toBe("EVENT_SHAPE_INVALID");
    expect(error.hint).toContain("synchronously");
  });

  it("passes on what its own code throws", () => {
    const mine = new TypeError("mine");
    const event = field(
      z.string().transform(() => {
        throw mine;
      }),
    );

    expect(() => event("x")).toThrow(mine);
  });

  it("drops hostile keys inside of fields", () => {
    const value = field(z.record(z.string(), z.unknown()))(JSON.parse('{"__proto__": {"admin": true}, "a": 1}'));

    expect((value as { admin?: boolean }).admin).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it("refuses hostile keys among fields", () => {
    const Event = defineEvent("shape.hostile", { a: z.number() });

    expect(caught(() => new Event(JSON.parse('{"a": 1, "__proto__": {"b": 1}}') as never)).code).toBe("EVENT_INVALID");
    expect(caught(() => new Event(JSON.parse('{"a": 1, "constructor": 1}') as never)).code).toBe("EVENT_INVALID");
  });
});

describe("a patch", () => {
  const Event = defineEvent("shape.patched", {
    a: z.number().default(1),
    b: z.string().trim().default("b"),
    c: z.string().optional(),
  });
  const event = new Event({ a: 5, c: "c" });

  it("leaves defaults of other fields alone and transforms its own", () => {
    expect(Object.assign({}, event.with({ b: " x " }))).toEqual({ a: 5, b: "x", c: "c" });
  });

  it("may set an optional field to undefined", () => {
    expect(Object.assign({}, event.with({ c: undefined }))).toStrictEqual({ a: 5, b: "b", c: undefined });
  });

  it("that is empty changes nothing but the identity", () => {
    expect(Object.assign({}, event.with({}))).toEqual(Object.assign({}, event));
  });

  it("is refused with all that is wrong with it", () => {
    const error = caught(() => event.with({ a: "x", b: 1, c: "fine" } as never));

    expect(error.code).toBe("EVENT_INVALID");
    expect((error.details["issues"] as { path: string[] }[]).map(({ path }) => path[0])).toEqual(["a", "b"]);
  });

  it.each([{ d: 1 }, { "a\nb": 1 }, JSON.parse('{"__proto__": 1}'), { id: "x" }, [], [1], null, undefined, "abc"])(
    "%j is refused",
    (patch) => {
      expect(caught(() => event.with(patch as never)).code).toBe("EVENT_INVALID");
    },
  );
});

describe("listIssues", () => {
  it("shows paths as code writes them", () => {
    const { error } = z.object({ a: z.array(z.object({ b: z.string() })) }).safeParse({ a: [{ b: 1 }] });

    expect(listIssues(error!)).toMatch(/^ {2}a\[0\]\.b: /);
  });

  it("keeps to a screenful", () => {
    const many = z.array(z.string()).safeParse(Array.from({ length: 1000 }, () => 1)).error!;
    const long = z.strictObject({}).safeParse({ ["x".repeat(10_000)]: 1 }).error!;

    expect(listIssues(many).split("\n")).toHaveLength(21);
    expect(listIssues(many)).toContain("980 more");
    expect(listIssues(long).length).toBeLessThan(400);
  });
});
