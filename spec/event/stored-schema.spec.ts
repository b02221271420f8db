/** Decoded fields are validated by what their shape puts out; nothing is transformed twice. */
import { decodeEvent, defineEvent, encodeEvent, type EventJson } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { schemaParts } from "../../lib/event/stored-schema.js";
import { caught } from "../caught.js";

let count = 0;
/** Makes an event with one field, sends it over the wire, and puts another value in place of the stored one. */
function travel(schema: z.ZodType, value: unknown) {
  const Event = defineEvent(`stored.${String(++count)}`, { value: schema });
  const event = new Event({ value });
  const json = encodeEvent(event);
  return {
    made: event.value,
    back: (decodeEvent(JSON.stringify(json)) as typeof event).value,
    forge: (stored: unknown) => caught(() => decodeEvent({ ...json, fields: { value: stored } } as EventJson)).code,
  };
}

const Tree: z.ZodType = z.object({
  name: z.string().transform((name) => `${name}!`),
  get kids() {
    return z.array(Tree);
  },
});
const twice = z.number().overwrite((value) => value * 2);

describe("a stored field", () => {
  it.each<[string, z.ZodType, unknown, unknown]>([
    ["an overwrite", twice, 2, "4"],
    ["an overwrite in a list", z.array(twice), [2], ["4"]],
    ["a trim with a length", z.string().trim().min(2), " ab ", "a"],
    [
      "a transform beside a validated field",
      z.object({ a: z.string().transform(Number), b: z.number() }),
      { a: "1", b: 2 },
      { a: 1, b: "2" },
    ],
    ["a default", z.number().default(3), undefined, "3"],
    ["a default deep inside", z.object({ a: z.number().default(3) }), {}, { a: "3" }],
    ["a catch", z.number().catch(0), "x", "x"],
    ["a codec", z.codec(z.string(), z.number(), { decode: Number, encode: String }), "5", "5"],
    ["a pipe", z.string().pipe(z.coerce.number()).pipe(z.number().max(9)), "5", 10],
    ["a tuple", z.tuple([twice, z.string()]), [1, "a"], [1, 2]],
    ["a record", z.record(z.string(), twice), { a: 1 }, { a: "1" }],
    ["a union", z.union([z.string().trim(), z.number()]), " a ", true],
    [
      "a discriminated union",
      z.discriminatedUnion("k", [z.object({ k: z.literal("a"), v: twice })]),
      { k: "a", v: 1 },
      { k: "b" },
    ],
    ["an intersection", z.intersection(z.object({ a: twice }), z.object({ b: z.number() })), { a: 1, b: 2 }, { a: 1 }],
    ["optional and nullable", z.object({ a: twice.optional(), b: twice.nullable() }), { b: null }, { a: "x", b: null }],
    ["readonly", z.array(twice).readonly(), [1], 1],
    ["lazy", z.lazy(() => z.array(twice)), [1], 1],
    ["a success", z.success(z.number()), 5, "x"],
    ["a recursive object", Tree, { name: "a", kids: [{ name: "b", kids: [] }] }, { name: "a", kids: 1 }],
    ["a strict object", z.strictObject({ a: twice }), { a: 1 }, { a: 2, b: 1 }],
    ["a refinement around a transform", z.array(twice).refine((list) => list.length < 2), [1], [1, 2]],
  ])("of %s comes back as it was, and is still validated", (_, schema, value, forged) => {
    const { made, back, forge } = travel(schema, value);

    expect(back).toEqual(made);
    expect(forge(forged)).toBe("EVENT_INVALID");
  });

  it("of a transform may be anything, since nobody knows what it puts out", () => {
    const { made, back } = travel(
      z.string().transform((text) => new Set(text)),
      "ab",
    );

    expect(back).toEqual(made);
  });

  it("of a map and a set keeps its kind", () => {
    const schema = z.object({ map: z.map(z.string().trim(), twice), set: z.set(z.string().trim()) });
    const { made, back } = travel(schema, { map: new Map([[" a", 1]]), set: new Set([" b"]) });

    expect(back).toEqual(made);
  });
});

describe("schemaParts", () => {
  it("finds each schema once, also in circles", () => {
    expect(schemaParts(Tree).filter((part) => part === Tree)).toHaveLength(1);
  });

  it("passes over what cannot be resolved yet", () => {
    const schema = z.object({ a: z.lazy((): z.ZodType => Later), b: z.string() });

    expect(schemaParts(schema).some((part) => part instanceof z.ZodString)).toBe(true);
    const Later = z.number();
    expect(schemaParts(schema).includes(Later)).toBe(true);
  });

  it("does not run the functions of defaults, nor walk into values", () => {
    let runs = 0;
    const circle: Record<string, unknown> = {};
    circle["me"] = circle;

    schemaParts(z.object({ a: z.number().default(() => ++runs), b: z.unknown().default(circle) }));

    expect(runs).toBe(0);
  });
});
