import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type OutputShape, schemaOfShape } from "../../../lib/model/contract/output-shape.js";
import { caught } from "../../caught.js";

/** What a shape is refused with: code, path and message. */
function refusal(shape: unknown): { readonly code: string; readonly path: unknown; readonly message: string } {
  const { code, details, message } = caught(() => schemaOfShape(shape as OutputShape));
  return { code, path: details["path"], message };
}

describe("schemaOfShape", () => {
  it("takes a schema as it is", () => {
    const schema = z.object({ a: z.string() });

    expect(schemaOfShape(schema)).toBe(schema);
  });

  it("makes objects of objects and lists of lists with one shape", () => {
    const schema = schemaOfShape({ title: z.string(), items: [{ name: z.string(), tags: [z.string()] }] });

    expect(schema.parse({ title: "t", items: [{ name: "n", tags: ["x"] }], more: 1 })).toEqual({
      title: "t",
      items: [{ name: "n", tags: ["x"] }],
    });
    expect(schemaOfShape([z.number()]).parse([1, 2])).toEqual([1, 2]);
    expect(schema.safeParse({ title: 1, items: [] }).success).toBe(false);
  });

  it("refuses by name what is no shape", () => {
    expect(refusal({ title: "the title" })).toMatchObject({ code: "OUTPUT_SHAPE_INVALID", path: "title" });
    expect(refusal({ title: "the title" }).message).toContain('z.string().describe("the title")');
    expect(refusal({ a: { "b.c": Number } }).message).toMatch(/at a\["b\.c"\],.*the function Number[^]*z\.number\(\)/);
    expect(refusal([z.string(), z.number()]).message).toContain("is a list of 2");
    expect(refusal({ items: [] })).toMatchObject({ path: "items" });
    expect(refusal({})).toMatchObject({ path: "" });
    expect(refusal({ a: {} })).toMatchObject({ path: "a" });
    expect(refusal(undefined).message).toContain("is undefined");
    expect(refusal({ at: new Date(0) }).message).toContain("an instance of Date");
    expect(refusal({ size: 12 }).message).toContain("is a number");
  });

  it("refuses types that no JSON can be, wherever they are written", () => {
    expect(refusal({ due: z.date() })).toMatchObject({ code: "OUTPUT_SHAPE_INVALID", path: "due" });
    expect(refusal({ due: z.date() }).message).toContain("z.coerce.date()");
    expect(refusal({ rows: [{ big: z.bigint().optional() }] })).toMatchObject({ path: "rows[0].big" });
    expect(refusal(z.object({ seen: z.set(z.string()) }).nullable())).toMatchObject({ path: "seen" });
    expect(refusal(z.lazy(() => z.record(z.string(), z.map(z.string(), z.string()))))).toMatchObject({ path: "" });
    expect(refusal(z.tuple([z.string(), z.symbol()]))).toMatchObject({ path: "[1]" });
  });

  it("takes types that are read from JSON, and options of a union that are not needed", () => {
    const node = z.object({
      name: z.string(),
      get kids() {
        return z.array(node);
      },
    });
    const shape = {
      due: z.coerce.date(),
      codec: z.codec(z.iso.datetime(), z.date(), {
        decode: (text) => new Date(text),
        encode: (at) => at.toISOString(),
      }),
      when: z.union([z.string(), z.date()]),
      tags: z.array(z.string()).transform((tags) => new Set(tags)),
      before: z.preprocess((value) => value, z.string()),
      node,
    };

    expect(() => schemaOfShape(shape)).not.toThrow();
  });
});
