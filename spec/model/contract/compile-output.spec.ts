import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compileOutput } from "../../../lib/model/contract/compile-output.js";
import { describeContract } from "../../../lib/model/contract/describe-contract.js";

describe("compileOutput", () => {
  it("has the schema, its JSON Schema and what stands at the root", () => {
    const contract = compileOutput({ title: z.string(), items: [z.string()] });

    expect(contract).toMatchObject({ rootKind: "object", isText: false, jsonSchemaReason: undefined });
    expect(contract.jsonSchema).toMatchObject({ type: "object", required: ["title", "items"] });
    expect(contract.expects({ items: [] })).toBe(true);
    expect(contract.expects([])).toBe(false);
    expect(compileOutput([z.string()])).toMatchObject({ rootKind: "array" });
  });

  it("gives the data that comes out of the schema", async () => {
    const contract = compileOutput({ size: z.string().transform(Number), kind: z.string().default("plain") });

    expect(await contract.check({ size: "12", more: true })).toEqual({ ok: true, value: { size: 12, kind: "plain" } });
  });

  it("tells every issue by its path", async () => {
    const result = await compileOutput({ "a.b": [z.number()], c: z.enum(["x"]) }).check({ "a.b": [1, "2"], c: "y" });

    expect(result).toMatchObject({
      ok: false,
      issues: [
        { path: '["a.b"][1]', segments: ["a.b", 1], expected: "number" },
        { path: "c", expected: '"x"', received: 'string "y"' },
      ],
    });
  });

  it("checks types, literals and choices, which is what a contract is for", async () => {
    const contract = compileOutput({
      n: z.int(),
      pick: z.literal(["a", "b"]),
      list: [z.string()],
      map: z.record(z.string(), z.number()),
    });
    const result = await contract.check({ n: "abc", pick: "c", list: "x", map: { a: "1" } });

    expect(result.ok ? [] : result.issues.map(({ path }) => path)).toEqual(["n", "pick", "list", "map.a"]);
  });

  it("takes any JSON where that is asked for", async () => {
    const contract = compileOutput(z.json());

    expect(contract).toMatchObject({ rootKind: "any", isText: false });
    for (const value of [null, 1, "x", [1], { a: [null] }]) {
      expect(contract.expects(value)).toBe(true);
      expect(await contract.check(value)).toEqual({ ok: true, value });
    }
    expect(describeContract(contract)).toContain("Write one JSON value");
  });

  it("awaits asynchronous rules, and rejects with what a rule throws", async () => {
    const slow = compileOutput(z.string().refine(async (text) => Promise.resolve(text !== "no"), "said no"));
    const broken = compileOutput(
      z.object({ a: z.string() }).refine(() => {
        throw new RangeError("a bug of the rule");
      }),
    );

    expect(await slow.check("yes")).toEqual({ ok: true, value: "yes" });
    expect(await slow.check("no")).toMatchObject({ ok: false, issues: [{ path: "", message: "said no" }] });
    await expect(broken.check({ a: "" })).rejects.toThrow("a bug of the rule");
  });

  describe("where a key is optional", () => {
    const contract = compileOutput({
      title: z.string(),
      note: z.string().optional(),
      kind: z.enum(["a", "b"]).default("a"),
      rows: z.array(z.union([z.object({ x: z.number(), y: z.number().optional() }), z.string()])),
    });

    it("takes null for left out, and leaves the answer as it was", async () => {
      const answer = { title: "t", note: null, kind: null, rows: [{ x: 1, y: null }, "s"] };

      expect(await contract.check(answer)).toEqual({
        ok: true,
        value: { title: "t", kind: "a", rows: [{ x: 1 }, "s"] },
      });
      expect(answer.note).toBeNull();
    });

    it("tells of null where one is needed, and of whatever else is wrong", async () => {
      const result = await contract.check({ title: null, note: null, kind: "z", rows: [] });

      expect(result).toMatchObject({
        ok: false,
        issues: [
          { path: "title", message: "expected string, received null" },
          { path: "kind", expected: 'one of "a", "b"' },
        ],
      });
    });

    it("keeps null where it is a value", async () => {
      expect(await compileOutput({ a: z.string().nullish() }).check({ a: null })).toEqual({
        ok: true,
        value: { a: null },
      });
    });
  });

  describe("of a text", () => {
    it("asks for no format", () => {
      expect(compileOutput(z.string())).toMatchObject({
        isText: true,
        rootKind: "any",
        jsonSchema: undefined,
      });
      expect(compileOutput(z.number())).toMatchObject({ isText: false, rootKind: "any" });
    });

    it("leaves a text as it is, and takes a word from a list out of its quotes", async () => {
      expect(await compileOutput(z.string()).check(' "x" ')).toEqual({ ok: true, value: ' "x" ' });
      const level = compileOutput(z.enum(["low", "high"]));

      expect(await level.check('"high"\n')).toEqual({ ok: true, value: "high" });
      expect(await level.check("higher")).toMatchObject({ ok: false, issues: [{ received: 'string "higher"' }] });
    });
  });
});
