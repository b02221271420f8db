import { describe, expect, it } from "vitest";
import { z } from "zod";
import { outputJsonSchema } from "../../../lib/model/contract/output-json-schema.js";
import { caught } from "../../caught.js";

describe("outputJsonSchema", () => {
  it("closes objects, asks for every key, and keeps descriptions", () => {
    const { format, strict } = outputJsonSchema(
      z.object({
        title: z.string().min(3).describe("Title"),
        note: z.string().optional().describe("Why"),
        items: z.array(z.object({ name: z.string() })),
      }),
    );

    expect(strict).toBe(true);
    expect(format).toEqual({
      type: "object",
      properties: {
        title: { type: "string", minLength: 3, description: "Title" },
        note: { description: "Why", anyOf: [{ type: "string" }, { type: "null" }] },
        items: {
          type: "array",
          items: {
            type: "object",
            properties: { name: { type: "string" } },
            required: ["name"],
            additionalProperties: false,
          },
        },
      },
      required: ["title", "note", "items"],
      additionalProperties: false,
    });
  });

  it("describes what goes into transforms and defaults, not what comes out", () => {
    const { format } = outputJsonSchema(
      z.object({
        size: z.string().transform(Number),
        kind: z.enum(["a", "b"]).default("a"),
        due: z.coerce.date().describe("When"),
      }),
    );

    expect(format?.["properties"]).toEqual({
      size: { type: "string" },
      kind: { anyOf: [{ type: "string", enum: ["a", "b"] }, { type: "null" }] },
      due: { type: "string", format: "date-time", description: "When" },
    });
  });

  it("does not ask twice for null", () => {
    const { format } = outputJsonSchema(
      z.object({ a: z.string().nullish(), b: z.null().optional(), c: z.unknown().optional() }),
    );

    expect(format?.["properties"]).toEqual({ a: { type: ["string", "null"] }, b: { type: "null" }, c: {} });
  });

  it("leaves to the check what servers stumble over", () => {
    const { format, full } = outputJsonSchema(
      z.object({
        n: z.int().min(1),
        mail: z.email(),
        code: z.string().regex(/(?=x)x/),
        id: z.cuid2(),
        plain: z.string().regex(/^a+$/),
      }),
    );

    expect(format?.["properties"]).toEqual({
      n: { type: "integer", minimum: 1 },
      mail: { type: "string", format: "email" },
      code: { type: "string" },
      id: { type: "string" },
      plain: { type: "string", pattern: "^a+$" },
    });
    expect(JSON.stringify(full)).toContain("cuid2");
  });

  it("keeps keys that are named like keywords", () => {
    const { format } = outputJsonSchema(
      z.object({ default: z.string(), format: z.number(), oneOf: z.boolean(), properties: z.string() }),
    );

    expect(Object.keys(format?.["properties"] as object)).toEqual(["default", "format", "oneOf", "properties"]);
  });

  it("writes options that exclude each other as options, and schemas that hold themselves by reference", () => {
    const node = z.object({
      name: z.string(),
      get kids() {
        return z.array(node);
      },
    });
    const pet = z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("cat") }),
      z.object({ kind: z.literal("dog") }),
    ]);
    const { format, strict } = outputJsonSchema(z.object({ pet, node }));

    expect(strict).toBe(true);
    expect(format?.["properties"]).toMatchObject({
      pet: { anyOf: [{ additionalProperties: false }, { additionalProperties: false }] },
    });
    expect(JSON.stringify(format)).toContain('"$ref"');
  });

  it.each([
    ["a list at the root", z.array(z.string())],
    ["a record", z.object({ a: z.record(z.string(), z.number()) })],
    ["a loose object", z.object({ a: z.looseObject({ b: z.string() }) })],
    ["anything", z.object({ a: z.array(z.unknown()) })],
    ["a tuple", z.object({ a: z.tuple([z.string(), z.number()]) })],
  ])("tells that %s may be refused by servers that are strict", (_what, schema) => {
    const { format, strict } = outputJsonSchema(schema);

    expect(format).toBeDefined();
    expect(strict).toBe(false);
  });

  it("says what has no word in JSON Schema, and where", () => {
    const { format, reason, full } = outputJsonSchema(
      z.object({
        rows: z.array(z.object({ "a.b": z.coerce.bigint() })),
        own: z.custom<string>(() => true).describe("Own"),
      }),
    );

    expect(format).toBeUndefined();
    expect(reason).toBe('JSON Schema has no word for bigint at rows[*]["a.b"], custom at own.');
    expect(full["type"]).toBe("object");
  });

  it("refuses a schema that cannot be described at all", () => {
    const one = z.string().meta({ id: "same" });
    const schema = z.object({ one, other: z.number().meta({ id: "same" }) });

    expect(caught(() => outputJsonSchema(schema)).code).toBe("OUTPUT_SHAPE_INVALID");
  });
});
