import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type OutputIssue, outputIssues } from "../../../lib/model/contract/output-issue.js";

function issuesOf(schema: z.ZodType, value: unknown): OutputIssue[] {
  const result = schema.safeParse(value);
  return result.success ? [] : outputIssues(result.error.issues, value);
}

const lines = (schema: z.ZodType, value: unknown): string[] =>
  issuesOf(schema, value).map(({ path, message }) => `${path}: ${message}`);

describe("outputIssues", () => {
  it("tells the place, what belongs there and what is there", () => {
    expect(
      issuesOf(z.object({ items: z.array(z.object({ n: z.number() })) }), { items: [{ n: 1 }, { n: "2" }] }),
    ).toEqual([
      {
        path: "items[1].n",
        segments: ["items", 1, "n"],
        message: 'expected number, received string "2"',
        expected: "number",
        received: 'string "2"',
      },
    ]);
  });

  it("tells what is missing", () => {
    expect(lines(z.object({ a: z.string(), b: z.enum(["x", "y"]) }), {})).toEqual([
      "a: is missing; expected string",
      'b: is missing; expected one of "x", "y"',
    ]);
    expect(lines(z.string(), undefined)).toEqual([": is missing; expected string"]);
  });

  it.each([
    [null, "null"],
    [[1, 2], "an array of 2"],
    [{ a: 1 }, "an object"],
    [true, "boolean true"],
    ["x".repeat(60), `string "${"x".repeat(39)}…"`],
    ["😀".repeat(60), `string "${"😀".repeat(19)}…"`],
  ])("tells %j in few words", (value, words) => {
    const [issue] = issuesOf(z.object({ a: z.number() }), { a: value });

    expect(issue?.received).toBe(words);
  });

  it("keeps the words of rules, and those that a schema brings", () => {
    expect(
      lines(z.object({ a: z.string().min(3), b: z.number().refine((n) => n > 3, "must beat three") }), {
        a: "x",
        b: 1,
      }),
    ).toEqual(["a: Too small: expected string to have >=3 characters", "b: must beat three"]);
    expect(lines(z.object({ a: z.string({ error: "a name, please" }) }), { a: 1 })).toEqual(["a: a name, please"]);
  });

  it("names each key that nobody asked for", () => {
    expect(lines(z.strictObject({ a: z.string() }), { a: "", "b.c": 1, d: 2 })).toEqual([
      '["b.c"]: is not asked for; leave it out',
      "d: is not asked for; leave it out",
    ]);
  });

  it("looks into the option of a union that was meant", () => {
    const schema = z.object({ u: z.union([z.object({ x: z.number() }), z.string()]) });

    expect(lines(schema, { u: { x: "1" } })).toEqual(['u.x: expected number, received string "1"']);
    expect(lines(schema, { u: 4 })).toEqual(["u: expected object or string, received number 4"]);
  });

  it("names the kinds of a union that is told apart by one key", () => {
    const schema = z.discriminatedUnion("k", [
      z.object({ k: z.literal("a") }),
      z.object({ k: z.literal("b"), n: z.number() }),
    ]);

    expect(lines(schema, { k: "z" })).toEqual(['k: expected one of "a", "b", received string "z"']);
    expect(lines(schema, { k: "b", n: "1" })).toEqual(['n: expected number, received string "1"']);
  });

  it("tells keys of a record that break its rule", () => {
    expect(lines(z.record(z.string().max(2), z.number()), { abc: 1 })).toEqual([
      "abc: Too big: expected string to have <=2 characters",
    ]);
  });

  it("tells one thing once", () => {
    const twice = z
      .string()
      .refine(() => false, "no")
      .refine(() => false, "no");

    expect(lines(twice, "x")).toEqual([": no"]);
  });
});
