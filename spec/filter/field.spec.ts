/** References to fields and into nested data. */
import { defineEvent, where } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../caught.js";

class Order extends defineEvent("order", {
  lines: z.array(z.object({ sku: z.string(), count: z.number() })),
  meta: z.record(z.string(), z.unknown()).default({}),
}) {}
const lines = Order.field("lines");
const order = new Order({ lines: [{ sku: "a", count: 0 }], meta: { deep: { list: [null, ""] }, "odd key": 1 } });

describe("at", () => {
  it("steps into lists and objects, own keys only", () => {
    expect(lines.at(0).at("sku").eq("a").matches(order)).toBe(true);
    expect(lines.at(0).at("count").eq(0).matches(order)).toBe(true);
    expect(lines.at(1).at("sku").exists().matches(order)).toBe(false);
    expect(Order.field("meta").at("odd key").eq(1).matches(order)).toBe(true);
    expect(Order.field("meta").at("__proto__").exists().matches(order)).toBe(false);
    expect(Order.field("meta").at("toString").exists().matches(order)).toBe(false);
  });

  it("leaves the field that it starts from alone", () => {
    lines.at(0);

    expect(lines.path).toEqual(["lines"]);
  });

  it("finds null and empty texts, which are values", () => {
    const list = Order.field("meta")
      .at("deep")
      .at("list" as never);

    expect(
      list
        .at(0 as never)
        .is(null)
        .matches(order),
    ).toBe(true);
    expect(
      list
        .at(1 as never)
        .exists()
        .matches(order),
    ).toBe(true);
    expect(
      list
        .at(2 as never)
        .is(undefined)
        .matches(order),
    ).toBe(true);
  });

  it.each([1.5, NaN, Infinity, null, undefined, Symbol("s"), {}])("refuses the step %s", (step) => {
    expect(caught(() => lines.at(step as never)).code).toBe("FILTER_INVALID");
  });
});

describe("a field", () => {
  it("is text where text is wanted", () => {
    expect(lines.at(0).at("sku").toString()).toBe("[order].lines[0].sku");
    expect(String(Order.field("meta").at("odd key"))).toBe('[order].meta["odd key"]');
  });

  it("throws with a hint for JavaScript operators, which would silently be false", () => {
    const field = Order.field("id") as unknown as number;

    // eslint-disable-next-line eqeqeq -- the very mistake that is refused
    for (const compare of [() => field == 1, () => field < 1, () => field | 1, () => field + 1]) {
      const error = caught(compare);
      expect(error.code).toBe("FILTER_OPERATOR");
      expect(error.hint).toContain("field.eq(value)");
    }
  });

  it("is no filter by itself", () => {
    expect(caught(() => where(lines as never)).message).toContain("the field [order].lines without a comparison");
  });
});
