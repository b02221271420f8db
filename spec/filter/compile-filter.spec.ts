/** Matching runs code of users only in predicates and getters, and never throws. */
import { BaseEvent, where } from "millrace";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { textOf } from "../../lib/filter/compile-filter.js";

class Tick extends BaseEvent {}

describe("a predicate that throws", () => {
  const emitWarning = vi.spyOn(process, "emitWarning");
  beforeEach(() => void emitWarning.mockReset().mockImplementation(() => {}));
  afterEach(() => vi.clearAllMocks());

  it("says no, and warns once", () => {
    const filter = where(function picky(): boolean {
      throw new Error("no field a");
    });

    expect([filter.matches(new Tick()), filter.not().matches(new Tick())]).toEqual([false, true]);
    expect(emitWarning).toHaveBeenCalledOnce();
    expect(emitWarning.mock.lastCall).toEqual([
      expect.stringContaining("picky threw while matching, which counts as no: Error: no field a"),
      { type: "MillraceWarning", code: "MILLRACE_PREDICATE_THREW" },
    ]);
  });

  it("may throw what cannot be shown", () => {
    const filter = where(() => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- the worst that users can do
      throw Object.create(null);
    });

    expect(filter.matches(new Tick())).toBe(false);
  });
});

describe("matching", () => {
  it("asks parts from left to right and stops when the verdict is clear", () => {
    const asked: string[] = [];
    const ask = (name: string, verdict: boolean) => () => {
      asked.push(name);
      return verdict;
    };
    where(ask("a", false)).and(ask("b", true)).matches(new Tick());
    where(ask("c", true)).or(ask("d", true)).matches(new Tick());

    expect(asked).toEqual(["a", "c"]);
  });
});

describe("textOf", () => {
  it.each([
    [new TypeError("x"), "TypeError: x"],
    ["text", "text"],
    [undefined, "undefined"],
    [Symbol("s"), "Symbol(s)"],
    [Object.create(null), "a thrown object"],
  ])("shows what was thrown", (thrown, text) => {
    expect(textOf(thrown)).toBe(text);
  });
});
