import { describe, expect, it } from "vitest";
import { z } from "zod";
import { outputJsonSchema } from "../../../lib/model/contract/output-json-schema.js";
import { caught } from "../../caught.js";

describe("outputJsonSchema", () => {
  it("closes objects, asks for every key, and keeps descriptions", () => {
    const { format } = outputJsonSchema(
      z.object({
        title: z.string().min(3).describe("Title"),
        note: z.string().optional().describe("Why"),
        items: z.array(z.object({ name: z.string() })),
      }),
    );

    expect(format).toEqual({
      type: "object",
      properties: {
        title: { type: "string", description: "Title (at least 3 characters)" },
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
      kind: { description: 'default "a"', anyOf: [{ type: "string", enum: ["a", "b"] }, { type: "null" }] },
      due: { type: "string", description: "When (a date with time as in 2030-01-31T12:00:00Z)" },
    });
  });

  it("does not ask twice for null", () => {
    const { format } = outputJsonSchema(
      z.object({ a: z.string().nullish(), b: z.null().optional(), c: z.unknown().optional() }),
    );

    expect(format?.["properties"]).toEqual({ a: { type: ["string", "null"] }, b: { type: "null" }, c: {} });
  });

  it("says in words what strict servers know no keyword for", () => {
    const { format, full } = outputJsonSchema(
      z.object({
        n: z.int().min(1),
        mail: z.email(),
        code: z
          .string()
          .regex(/^a+$/)
          .meta({ examples: ["aa"], title: "Code" }),
        list: z.array(z.string()).min(1).max(3).describe("Some"),
      }),
    );

    expect(format?.["properties"]).toEqual({
      n: { type: "integer", description: "at least 1" },
      mail: { type: "string", description: "a valid e-mail address" },
      code: { type: "string", title: "Code", description: "matches /^a+$/" },
      list: { type: "array", items: { type: "string" }, description: "Some (at least 1 element, at most 3 elements)" },
    });
    expect(JSON.stringify(full)).toContain('"minItems":1');
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
    const { format } = outputJsonSchema(z.object({ pet, node }));

    expect(format?.["properties"]).toMatchObject({
      pet: { anyOf: [{ additionalProperties: false }, { additionalProperties: false }] },
    });
    expect(JSON.stringify(format)).toContain('"$ref"');
  });

  it("keeps what strict servers may refuse where nothing else says it", () => {
    const { format } = outputJsonSchema(
      z.object({
        record: z.record(z.string(), z.int()),
        loose: z.looseObject({ b: z.string() }),
        pair: z.tuple([z.string(), z.number()]),
        any: z.array(z.unknown()),
      }),
    );

    expect(format?.["properties"]).toMatchObject({
      record: { type: "object", additionalProperties: { type: "integer" } },
      loose: { required: ["b"], additionalProperties: {} },
      pair: { prefixItems: [{ type: "string" }, { type: "number" }] },
      any: { items: {} },
    });
    expect(outputJsonSchema(z.array(z.string())).format).toEqual({ type: "array", items: { type: "string" } });
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
