import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fitsStrictMode } from "../../../lib/model/openai/strict-schema.js";

const strict = (schema: z.ZodType): boolean => fitsStrictMode(z.toJSONSchema(schema));

describe("fitsStrictMode", () => {
  it("takes closed objects that require everything", () => {
    expect(strict(z.object({ a: z.string().describe("A."), b: z.array(z.object({ c: z.enum(["x", "y"]) })) }))).toBe(
      true,
    );
    expect(strict(z.object({ a: z.union([z.string(), z.null()]) }))).toBe(true);
  });

  it("leaves out what goes beyond", () => {
    expect(strict(z.object({ a: z.string().optional() }))).toBe(false);
    expect(strict(z.object({ a: z.record(z.string(), z.number()) }))).toBe(false);
    expect(strict(z.looseObject({ a: z.string() }))).toBe(false);
    expect(strict(z.object({ a: z.string().min(3) }))).toBe(false);
    expect(strict(z.array(z.string()))).toBe(false);
    expect(fitsStrictMode({ type: "object" })).toBe(false);
    expect(fitsStrictMode(null)).toBe(false);
  });
});
