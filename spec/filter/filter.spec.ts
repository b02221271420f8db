/** Filters as people hold them: verdict, algebra, and what stands for a filter. */
import { BaseEvent, defineEvent, type Filter, where } from "millrace";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../caught.js";
import { likelyEvent, likelyFilter } from "./arbitrary-filters.js";

class Sample extends defineEvent("sample", { n: z.number(), name: z.string().default("x") }) {}
class Chat extends defineEvent("chat", { text: z.string() }) {}
class Tick extends BaseEvent {}

const n = Sample.field("n");
const passing = (filter: Filter, values: readonly number[]): readonly number[] =>
  values.filter((value) => filter.matches(new Sample({ n: value })));
const law = (holds: (a: Filter, b: Filter, event: BaseEvent) => boolean): void => {
  fc.assert(fc.property(likelyFilter, likelyFilter, likelyEvent, holds), { numRuns: 400 });
};

describe("a filter", () => {
  it("makes an open interval with and", () => {
    expect(passing(n.gt(10).and(n.lt(20)), [9, 10, 11, 19, 20, 21])).toEqual([11, 19]);
  });

  it("makes the outside of an interval with or", () => {
    expect(passing(n.lt(10).or(n.gt(20)), [9, 10, 15, 20, 21])).toEqual([9, 21]);
  });

  it("takes a closed interval or one point", () => {
    expect(passing(n.ge(10).and(n.le(20)).or(n.eq(50)), [9, 10, 20, 21, 50])).toEqual([10, 20, 50]);
  });

  it("excludes inside of a chain", () => {
    expect(passing(n.gt(0).and(n.lt(10)).and(n.ne(5)), [0, 4, 5, 6, 10])).toEqual([4, 6]);
  });

  it("joins classes and conditions in any order", () => {
    for (const filter of [n.eq(1).or(Chat), Chat.or(n.eq(1)), where([Chat, n.eq(1)])]) {
      expect(filter.matches(new Chat({ text: "hi" }))).toBe(true);
      expect(passing(filter, [1, 2])).toEqual([1]);
      expect(filter.matches(new Tick())).toBe(false);
    }
  });

  it("that is turned around passes all that it did not, of any class", () => {
    const filter = n.eq(1).not();

    expect(passing(filter, [1, 2])).toEqual([2]);
    expect(filter.matches(new Tick())).toBe(true);
  });

  it("compares several fields of one class", () => {
    const filter = where(Sample, { n: 1, name: "a" });

    expect(filter.matches(new Sample({ n: 1, name: "a" }))).toBe(true);
    expect(filter.matches(new Sample({ n: 1 }))).toBe(false);
  });

  it("does not change when it is combined", () => {
    const filter = n.eq(1);

    filter.and(Chat);
    filter.or(Chat);
    filter.not();

    expect(String(filter)).toBe("[sample].n == 1");
  });

  it("stays flat when it grows by the same word", () => {
    expect(String(n.eq(1).or(n.eq(2)).or(n.eq(3).or(Chat)))).toBe(
      "[sample].n == 1 | [sample].n == 2 | [sample].n == 3 | [chat]",
    );
  });

  it("says no to what is no event", () => {
    for (const value of [undefined, null, {}, "text"]) expect(n.ne(1).matches(value as never)).toBe(false);
  });

  it("is refused when it grows too deep to be asked", () => {
    let filter: Filter = n.eq(1);
    const grow = (): void => {
      for (let level = 0; level < 10_000; level++) filter = filter.not();
    };

    expect(caught(grow).code).toBe("FILTER_INVALID");
    expect(filter.matches(new Tick())).toBeTypeOf("boolean");
  });

  it.each(["default", "number"])("refuses JavaScript operators (%s)", (hint) => {
    const filter = n.eq(1) as unknown as { [Symbol.toPrimitive](hint: string): string };

    expect(caught(() => filter[Symbol.toPrimitive](hint)).code).toBe("FILTER_OPERATOR");
    expect(n.eq(1).toString()).toBe("[sample].n == 1");
  });

  it("throws with a hint for filter | X and never becomes 0", () => {
    const [left, right] = [n.eq(1), Chat] as unknown as [number, number];

    expect(caught(() => left | right).hint).toContain("where`${A} | ${B}`");
    expect(caught(() => right | left).code).toBe("FILTER_OPERATOR");
    expect(caught(() => left + right).code).toBe("FILTER_OPERATOR");
    expect(caught(() => left < right).code).toBe("FILTER_OPERATOR");
  });
});

describe("the algebra of verdicts", () => {
  it("knows that not not a is a", () => {
    law((a, _, event) => a.not().not().matches(event) === a.matches(event));
  });

  it("obeys de Morgan", () => {
    law((a, b, event) => a.and(b).not().matches(event) === a.not().or(b.not()).matches(event));
    law((a, b, event) => a.or(b).not().matches(event) === a.not().and(b.not()).matches(event));
  });

  it("is what JavaScript says of the parts", () => {
    law((a, b, event) => a.and(b).matches(event) === (a.matches(event) && b.matches(event)));
    law((a, b, event) => a.or(b).matches(event) === (a.matches(event) || b.matches(event)));
    law((a, _, event) => a.not().matches(event) === !a.matches(event));
  });

  it("distributes and absorbs", () => {
    law((a, b, event) => a.and(a.or(b)).matches(event) === a.matches(event));
    law((a, b, event) => a.and(b.or(Chat)).matches(event) === a.and(b).or(a.and(Chat)).matches(event));
  });
});

describe("what is no filter", () => {
  it.each<[string, unknown]>([
    ["undefined", undefined],
    ["null", null],
    ["a number", 3],
    ["a text", "[sample]"],
    ["an object", {}],
    ["an event", new Tick()],
    ["an empty list", []],
    ["a list with something else", [Sample, 3]],
    ["a foreign class", class Foreign {}],
    ["a built-in class", Date],
    ["a field", n],
    ["an asynchronous function", async () => true],
    ["a generator", function* () {}],
    ["zero classes of a mask", 0n],
    ["a mask of no classes", 1n << 200n],
    ["a symbol", Symbol("s")],
  ])("%s is refused at once, with the place", (_, input) => {
    for (const [place, make] of [
      ["where", () => where(input as never)],
      ["filter.and", () => n.eq(1).and(input as never)],
      ["filter.or", () => n.eq(1).or(input as never)],
      ["Sample.or", () => Sample.or(input as never)],
    ] as const) {
      const error = caught(make);
      expect(error.code).toBe("FILTER_INVALID");
      if (typeof input !== "bigint") expect(error.message).toContain(place);
    }
  });

  it("is named in one sentence", () => {
    const messageOf = (...args: unknown[]): string =>
      caught(() => (where as (...all: unknown[]) => unknown)(...args)).message.split("\n")[0] as string;

    expect(messageOf(Map)).toBe("where was given the class Map, which does not extend BaseEvent.");
    expect(messageOf(async function later() {})).toBe(
      "where was given the asynchronous function or generator later, which is no filter.",
    );
    expect(messageOf(Map, {})).toBe("where(class, fields) was given the class Map, which does not extend BaseEvent.");
    expect(messageOf("x", {})).toBe('where(class, fields) was given the text "x", which is no event class.');
    expect(messageOf(Tick, 3)).toBe("where(class, fields) was given 3, which is no object of fields.");
  });

  it("comes with the way out", () => {
    expect(caught(() => where(n as never)).hint).toBe("Compare it: field.eq(value).");
    expect(caught(() => where("[sample]" as never)).hint).toContain("parseFilter");
    expect(caught(() => where("sample.made" as never)).hint).toContain('parseFilter("[sample.made]")');
    expect(caught(() => where((async () => true) as never)).hint).toContain("at once");
  });
});
