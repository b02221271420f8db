/** Which paths an answer has, and what stands at each. */
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { compileOutput } from "../../lib/model/contract/compile-output.js";
import { type OutputOf } from "../../lib/model/contract/output-shape.js";
import { type FieldPath, type FieldValue } from "../../lib/model/contract/typed-paths.js";

interface Shape {
  title: z.ZodString;
  items: readonly [{ name: z.ZodString; tags: readonly [z.ZodString] }];
  author: z.ZodOptional<z.ZodObject<{ age: z.ZodNullable<z.ZodNumber> }>>;
}
type Out = OutputOf<Shape>;

describe("OutputOf", () => {
  it("is what the schema gives out", () => {
    expectTypeOf<Out>().toEqualTypeOf<{
      title: string;
      items: { name: string; tags: string[] }[];
      author?: { age: number | null } | undefined;
    }>();
    expectTypeOf<OutputOf<z.ZodString>>().toEqualTypeOf<string>();
    expectTypeOf<OutputOf<readonly [z.ZodNumber]>>().toEqualTypeOf<number[]>();
  });

  it("is inferred without a word from the caller", async () => {
    const contract = compileOutput({
      at: z.coerce.date(),
      size: z.string().transform(Number),
      kind: z.enum(["a", "b"]).default("a"),
      rows: [[z.number()]],
    });
    const result = await contract.check({});
    if (result.ok) {
      expectTypeOf(result.value).toEqualTypeOf<{ at: Date; size: number; kind: "a" | "b"; rows: number[][] }>();
    }
  });

  it("refuses what is no shape", () => {
    // @ts-expect-error -- a description without a type
    compileOutput({ title: "the title" });
    // @ts-expect-error -- numbers are no shape
    compileOutput({ count: [7] });
  });
});

describe("FieldPath", () => {
  it("is the union of all paths", () => {
    expectTypeOf<FieldPath<Out>>().toEqualTypeOf<
      | "title"
      | "items"
      | "items[*]"
      | `items[${number}]`
      | "items[*].name"
      | `items[${number}].name`
      | "items[*].tags"
      | `items[${number}].tags`
      | "items[*].tags[*]"
      | `items[${number}].tags[*]`
      | `items[*].tags[${number}]`
      | `items[${number}].tags[${number}]`
      | "author"
      | "author.age"
    >();
  });

  it("begins with a bracket where the root is a list", () => {
    expectTypeOf<FieldPath<{ t: string }[]>>().toEqualTypeOf<"[*]" | `[${number}]` | "[*].t" | `[${number}].t`>();
    expectTypeOf<FieldPath<number[][]>>().toEqualTypeOf<
      "[*]" | `[${number}]` | "[*][*]" | `[${number}][*]` | `[*][${number}]` | `[${number}][${number}]`
    >();
  });

  it("puts keys with dots in brackets and quotes", () => {
    expectTypeOf<FieldPath<{ "a.b": { c: number } }>>().toEqualTypeOf<'["a.b"]' | '["a.b"].c'>();
    expectTypeOf<FieldPath<{ x: { "y[0]": number } }>>().toEqualTypeOf<"x" | 'x["y[0]"]'>();
  });

  it("has any key of a record", () => {
    expectTypeOf<"labels">().toExtend<FieldPath<{ labels: Record<string, number> }>>();
    expectTypeOf<"labels.en">().toExtend<FieldPath<{ labels: Record<string, number> }>>();
    expectTypeOf<"label.en">().not.toExtend<FieldPath<{ labels: Record<string, number> }>>();
  });

  it("has the paths of each member of a union", () => {
    type Form = { kind: "circle"; r: number } | { kind: "square"; side: number };
    expectTypeOf<FieldPath<{ shape: Form | null }>>().toEqualTypeOf<
      "shape" | "shape.kind" | "shape.r" | "shape.side"
    >();
  });

  it("takes any path where nothing is known", () => {
    expectTypeOf<FieldPath<unknown>>().toEqualTypeOf<string>();
    expectTypeOf<"data.x[0].y">().toExtend<FieldPath<{ data: unknown }>>();
    expectTypeOf<"other.x">().not.toExtend<FieldPath<{ data: unknown }>>();
  });

  it("ends for what holds itself, and takes what is deeper", () => {
    interface Tree {
      name: string;
      kids: Tree[];
    }
    expectTypeOf<"kids[*].kids[*].name">().toExtend<FieldPath<Tree>>();
    expectTypeOf<"kids[0].kids[0].kids[0].kids[0].kids[0].kids[0].name">().toExtend<FieldPath<Tree>>();
    expectTypeOf<"kids[*].nam">().not.toExtend<FieldPath<Tree>>();
  });
});

describe("FieldValue", () => {
  it("is what stands at the path", () => {
    expectTypeOf<FieldValue<Out, "title">>().toEqualTypeOf<string>();
    expectTypeOf<FieldValue<Out, "items">>().toEqualTypeOf<{ name: string; tags: string[] }[]>();
    expectTypeOf<FieldValue<Out, "items[*].name">>().toEqualTypeOf<string>();
    expectTypeOf<FieldValue<Out, "items[3].tags[0]">>().toEqualTypeOf<string>();
    expectTypeOf<FieldValue<Out, `items[${number}].tags`>>().toEqualTypeOf<string[]>();
    expectTypeOf<FieldValue<{ t: boolean }[], "[*].t">>().toEqualTypeOf<boolean>();
    expectTypeOf<FieldValue<number[][], "[*][0]">>().toEqualTypeOf<number>();
    expectTypeOf<FieldValue<Out, "">>().toEqualTypeOf<Out>();
  });

  it("is there when it is told of: missing parents take nothing away, null stays", () => {
    expectTypeOf<FieldValue<Out, "author">>().toEqualTypeOf<{ age: number | null }>();
    expectTypeOf<FieldValue<Out, "author.age">>().toEqualTypeOf<number | null>();
  });

  it("is known for keys with dots, records, unions and any depth", () => {
    type Form = { kind: "circle"; r: number } | { kind: "square"; side: number };
    interface Tree {
      name: string;
      kids: Tree[];
    }
    expectTypeOf<FieldValue<{ "a.b": { c: number } }, '["a.b"].c'>>().toEqualTypeOf<number>();
    expectTypeOf<FieldValue<{ x: { "y[0]": number } }, 'x["y[0]"]'>>().toEqualTypeOf<number>();
    expectTypeOf<FieldValue<{ labels: Record<string, number> }, "labels.en">>().toEqualTypeOf<number>();
    expectTypeOf<FieldValue<{ shape: Form | null }, "shape.kind">>().toEqualTypeOf<"circle" | "square">();
    expectTypeOf<FieldValue<{ shape: Form | null }, "shape.r">>().toEqualTypeOf<number>();
    expectTypeOf<FieldValue<Tree, "kids[*].kids[*].kids[*].kids[*].kids[*].kids[*].name">>().toEqualTypeOf<string>();
  });

  it("is unknown where nothing is known", () => {
    expectTypeOf<FieldValue<unknown, "a.b">>().toBeUnknown();
    expectTypeOf<FieldValue<{ data: unknown }, "data.x[0]">>().toBeUnknown();
  });
});
