/** Filters and values as text. */
import { BaseEvent, defineEvent, where } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { printValue } from "../../lib/filter/print-filter.js";

class A extends defineEvent("a", { field: z.unknown() }) {}
class B extends defineEvent("b", {}) {}
class Tick extends BaseEvent {
  constructor(readonly n: number) {
    super();
  }
}
const field = A.field("field");

describe("the text of a filter", () => {
  it.each<[string, unknown]>([
    ["[a].field == 5", field.eq(5)],
    ['[a].field == "x"', field.eq("x")],
    ["[a].field != 5", field.ne(5)],
    ["[a].field < 5", field.lt(5)],
    ["[a].field <= 5", field.le(5)],
    ["[a].field > 5", field.gt(5)],
    ["[a].field >= 5", field.ge(5)],
    ["[a].field is null", field.is(null)],
    ['[a].field in [1, "x"]', field.oneOf([1, "x"])],
    ["[a].field ~ /x+/i", field.matches(/x+/gi)],
    ["[a].field exists", field.exists()],
    ["[a].field > 1 & [a].field < 5", field.gt(1).and(field.lt(5))],
    ["[a].field > 1 & [a].field < 5 & [a].field != 3", field.gt(1).and(field.lt(5)).and(field.ne(3))],
    ["[a].field < 1 | [a].field > 5", field.lt(1).or(field.gt(5))],
    ["![a].field == 5", field.eq(5).not()],
    ["[a]", where(A)],
    ["[a] | [b]", where([A, B])],
    ["[a] | [b]", A.or(B)],
    ["[event]", where(BaseEvent)],
    ["[a].field > 1 & [a].field < 5 | [a].field == 9", field.gt(1).and(field.lt(5)).or(field.eq(9))],
    ["([a] | [b]) & [a].field == 1", A.or(B).and(field.eq(1))],
    ["!([a].field > 1 & [a].field < 5)", field.gt(1).and(field.lt(5)).not()],
    ["[a] | [b]", where(A).or(B)],
    ["[a] | [a].field == 1", A.or(field.eq(1))],
    ["[a].field == 1 | [a]", field.eq(1).or(A)],
  ])("is %s", (text, filter) => {
    expect(String(filter)).toBe(text);
  });

  it("shows what stays in its process in quotes of its own", () => {
    expect(String(where(Tick))).toBe("‹Tick›");
    expect(String(Tick.field("n").eq(1))).toBe("‹Tick›.n == 1");
    expect(
      String(
        where(function isOdd() {
          return true;
        }),
      ),
    ).toBe("‹isOdd›");
    expect(String(where(() => true))).toBe("‹(anonymous)›");
  });

  it("puts field names that are no words in quotes", () => {
    const odd = field
      .at("odd key" as never)
      .at(0 as never)
      .at("0" as never)
      .at("in" as never);

    expect(odd.toString()).toBe('[a].field["odd key"][0]["0"].in');
  });
});

describe("printValue", () => {
  it.each<[unknown, string]>([
    [-0, "-0"],
    [NaN, "NaN"],
    [-Infinity, "-Infinity"],
    [1e21, "1e+21"],
    [12n, "12n"],
    [null, "null"],
    [undefined, "undefined"],
    ['say "hi"\n', '"say \\"hi\\"\\n"'],
    ["\ud800", '"\\ud800"'],
    [new Date(0), 'date("1970-01-01T00:00:00.000Z")'],
    [Uint8Array.of(1, 2), 'bytes("AQI=")'],
    [new Map([["a", 1]]), 'map([["a", 1]])'],
    [new Set([1]), "set([1])"],
    [[1, [2]], "[1, [2]]"],
    [{ a: undefined, "b c": 1 }, '{"a": undefined, "b c": 1}'],
    [/a\/b/i, "/a\\/b/i"],
  ])("writes %o as %s", (value, text) => {
    expect(printValue(value)).toBe(text);
  });
});
