/** What each comparison says, and which values it takes. */
import { BaseEvent, defineEvent, where } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../caught.js";

class Sample extends defineEvent("sample", { field: z.unknown().optional() }) {}
class Child extends Sample.extend("sample.child", { extra: z.string().default("e") }) {}
class Other extends defineEvent("other", { field: z.unknown().optional() }) {}

const field = Sample.field("field");
const sample = (value?: unknown): Sample => new Sample(value === undefined ? {} : { field: value });
type Sign = "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "is";
const says = (sign: Sign, value: unknown, found: unknown): boolean =>
  field[sign](value as never).matches(sample(found));

describe("eq", () => {
  it.each<[unknown, unknown, boolean]>([
    ["1", "1", true],
    ["1", "2", false],
    ["1", 1, false],
    [42, 42, true],
    [42, "42", false],
    [1, true, false],
    [true, 1, false],
    [1, 1n, false],
    [null, null, true],
    [null, undefined, false],
    [null, 0, false],
    [null, "", false],
    [undefined, undefined, true],
    [NaN, NaN, true],
    [0, -0, true],
    [[1, [2]], [1, [2]], true],
    [[1, 2], [2, 1], false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: 1 }, { a: 1, b: undefined }, false],
    [new Date(5), new Date(5), true],
    [new Date(5), 5, false],
    [Uint8Array.of(1), Uint8Array.of(1), true],
    [Buffer.from([1]), Buffer.from([1]), true],
    [new Map([["a", [1]]]), new Map([["a", [1]]]), true],
    [new Set([{ a: 1 }]), new Set([{ a: 1 }]), true],
    [{}, new (class Odd {})(), false],
  ])("%o against %o is %s, and ne the opposite", (value, found, verdict) => {
    expect(says("eq", value, found)).toBe(verdict);
    expect(says("ne", value, found)).toBe(!verdict);
  });
});

describe("order", () => {
  it.each<[Sign, unknown[], unknown[]]>([
    ["lt", [5, 9], [10, 15]],
    ["le", [5, 10], [11]],
    ["gt", [11, 20], [10, 9]],
    ["ge", [10, 20], [9]],
  ])("%s 10 passes %j and not %j", (sign, passing, failing) => {
    expect(passing.every((found) => says(sign, 10, found))).toBe(true);
    expect(failing.some((found) => says(sign, 10, found))).toBe(false);
  });

  it.each<[unknown, unknown]>([
    ["a", "b"],
    [1n, 2n],
    [new Date(1), new Date(2)],
    [-Infinity, Infinity],
    ["B", "a"],
  ])("holds between %o and %o", (small, big) => {
    expect([says("lt", big, small), says("le", big, small), says("gt", small, big), says("ge", small, big)]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([says("gt", big, small), says("lt", small, big)]).toEqual([false, false]);
  });

  it.each([undefined, null, "5", 5n, true, [5], { valueOf: () => 5 }, NaN, new Date(5), () => 5])(
    "is false both ways between 10 and %s, and does not throw",
    (found) => {
      expect((["lt", "le", "gt", "ge"] as const).map((sign) => says(sign, 10, found))).toEqual([
        false,
        false,
        false,
        false,
      ]);
    },
  );
});

describe("is", () => {
  it("tells null from absent, and -0 from 0", () => {
    expect([says("is", null, null), says("is", null, undefined)]).toEqual([true, false]);
    expect([says("is", undefined, undefined), says("is", undefined, null)]).toEqual([true, false]);
    expect([says("is", -0, -0), says("is", -0, 0)]).toEqual([true, false]);
    expect(says("is", NaN, NaN)).toBe(true);
    expect(says("is", null, "test")).toBe(false);
  });
});

describe("oneOf", () => {
  it("passes what equals one of the values, deeply and strictly", () => {
    const filter = field.oneOf([1, "a", null, { a: [1] }]);

    expect([1, "a", null, { a: [1] }].every((found) => filter.matches(sample(found)))).toBe(true);
    expect(["1", "b", undefined, { a: [2] }].some((found) => filter.matches(sample(found)))).toBe(false);
  });

  it("of nothing passes nothing", () => {
    expect(field.oneOf([]).matches(sample())).toBe(false);
  });
});

describe("matches", () => {
  it("finds in texts only", () => {
    expect(field.matches(/b/).matches(sample("abc"))).toBe(true);
    expect(field.matches(/^b/).matches(sample("abc"))).toBe(false);
    expect(field.matches(/1/).matches(sample(1))).toBe(false);
    expect(field.matches(/undefined/).matches(sample())).toBe(false);
  });

  it("carries no state between events, whatever the flags", () => {
    const filter = field.matches(/a/gy);

    expect([1, 2, 3].map(() => filter.matches(sample("a")))).toEqual([true, true, true]);
  });
});

describe("exists", () => {
  it("passes every value that is there, falsy ones included", () => {
    expect([null, 0, "", false, NaN].every((found) => field.exists().matches(sample(found)))).toBe(true);
    expect(field.exists().matches(sample())).toBe(false);
  });
});

describe("every comparison", () => {
  it("lets events of the class and its subclasses through, and no others", () => {
    expect(field.eq(1).matches(new Child({ field: 1 }))).toBe(true);
    expect(Child.field("field").eq(1).matches(sample(1))).toBe(false);
    expect(field.eq(1).matches(new Other({ field: 1 }))).toBe(false);
    expect(field.ne(2).matches(new Other({ field: 1 }))).toBe(false);
    expect(field.is(undefined).matches(new Other({}))).toBe(false);
  });

  it("belongs to the class that the field was taken from, whoever takes it later", () => {
    const ofParent = Sample.field("field");
    Child.field("field");

    expect(ofParent.eq(1).matches(sample(1))).toBe(true);
  });

  it("reads getters, and counts one that throws as a field without a value", () => {
    class Risky extends BaseEvent {
      get risky(): number {
        throw new Error("no");
      }
    }
    const risky = Risky.field("risky");

    expect([risky.eq(1), risky.gt(0), risky.exists()].some((filter) => filter.matches(new Risky()))).toBe(false);
    expect(risky.ne(1).matches(new Risky())).toBe(true);
  });

  it("reads own keys only inside of data", () => {
    const inherited = sample(Object.create({ a: 1 }) as object);

    expect(
      field
        .at("a" as never)
        .exists()
        .matches(inherited),
    ).toBe(false);
    expect(
      field
        .at("constructor" as never)
        .exists()
        .matches(sample({})),
    ).toBe(false);
    expect(
      field
        .at("length" as never)
        .exists()
        .matches(sample("text")),
    ).toBe(false);
  });

  it("holds a copy of its value", () => {
    const value = { list: [1] };
    const filter = where(field.eq(value));

    value.list.push(2);

    expect(filter.matches(sample({ list: [1] }))).toBe(true);
  });

  it.each<[string, () => unknown]>([
    ["eq a function", () => field.eq(() => 1)],
    ["eq a symbol", () => field.eq(Symbol("s"))],
    ["eq a pattern", () => field.eq(/x/)],
    ["eq an instance", () => field.eq({ deep: [new URL("http://localhost")] })],
    ["eq an object of an unnamed class", () => field.eq(Object.create({}))],
    ["eq an invalid date", () => field.eq(new Date(NaN))],
    ["eq __proto__", () => field.eq(JSON.parse('{"__proto__": 1}'))],
    ["eq a field", () => field.eq(field)],
    ["lt null", () => field.lt(null as never)],
    ["lt true", () => field.lt(true)],
    ["lt an invalid date", () => field.lt(new Date(NaN))],
    ["is a list", () => field.is([])],
    ["is a symbol", () => field.is(Symbol("s"))],
    ["oneOf a text", () => field.oneOf("abc" as never)],
    ["oneOf with a function inside", () => field.oneOf([() => 1])],
    ["matches a text", () => field.matches("x" as never)],
  ])("refuses %s at once", (_, make) => {
    expect(caught(make).code).toBe("FILTER_VALUE");
  });

  it("refuses circles and huge depth", () => {
    const circle: unknown[] = [];
    circle.push(circle);

    expect(caught(() => field.eq(circle)).code).toBe("FILTER_VALUE");
    expect(caught(() => field.eq(JSON.parse("[".repeat(60) + "]".repeat(60)))).code).toBe("FILTER_VALUE");
  });
});
