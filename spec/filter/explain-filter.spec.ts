/** Why a filter says no. */
import { BaseEvent, defineEvent, type Filter, where } from "millrace";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { explainFilter } from "../../lib/filter/explain-filter.js";
import { likelyEvent, likelyFilter } from "./arbitrary-filters.js";

class Call extends defineEvent("call", { name: z.string(), n: z.number().default(0) }) {}
class Chat extends defineEvent("chat", {}) {}
class Tick extends BaseEvent {}
class Risky extends BaseEvent {
  get field(): number {
    throw new Error("odd");
  }
}
const name = Call.field("name");
const call = new Call({ name: "a" });

describe("explainFilter", () => {
  it("agrees with the filter", () => {
    fc.assert(
      fc.property(likelyFilter, likelyEvent, (filter, event) => {
        const { passes, reason } = explainFilter(filter.node, event);
        return passes === filter.matches(event) && (passes || reason !== undefined);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, BaseEvent, Filter]>([
    ["the event is Call [call], not [chat]", call, where(Chat)],
    ["the event is Tick [event], not [call]", new Tick(), name.eq("a")],
    ['[call].name == "b" fails: the field is "a"', call, name.eq("b")],
    ["[call].n > 3 fails: the field is 0", call, name.eq("a").and(Call.field("n").gt(3))],
    ['[call].name == "b" fails: the field is "a"; the event is Call [call], not [chat]', call, name.eq("b").or(Chat)],
    ["![call] fails", call, where(Call).not()],
    ["‹Risky›.field == 1: reading the field threw Error: odd", new Risky(), Risky.field("field").eq(1)],
  ])("says %s", (reason, event, filter) => {
    expect(explainFilter(filter.node, event)).toEqual({ passes: false, reason });
  });

  it("asks only predicates that were named", () => {
    let asked = 0;
    const filter = where(function counts() {
      asked++;
      return false;
    });

    expect(explainFilter(filter.node, call)).toEqual({
      passes: "unknown",
      reason: "the predicate counts was not asked",
    });
    expect(asked).toBe(0);
    expect(explainFilter(filter.node, call, new Set(["counts"]))).toEqual({
      passes: false,
      reason: "the predicate counts says no",
    });
  });

  it("reports a named predicate that throws", () => {
    const filter = where(function picky(): boolean {
      throw new Error("odd");
    });

    expect(explainFilter(filter.node, call, new Set(["picky"])).reason).toBe(
      "the predicate picky threw Error: odd, which counts as no",
    );
  });

  it("is sure where the unknown part cannot matter", () => {
    const unknown = where(() => true);

    expect(explainFilter(unknown.and(Chat).node, call).passes).toBe(false);
    expect(explainFilter(unknown.or(Call).node, call).passes).toBe(true);
    expect(explainFilter(unknown.and(Call).node, call).passes).toBe("unknown");
    expect(explainFilter(unknown.or(Chat).node, call).passes).toBe("unknown");
    expect(explainFilter(unknown.not().node, call).passes).toBe("unknown");
  });

  it("keeps long values short", () => {
    const long = new Call({ name: "x".repeat(10_000) });

    expect(explainFilter(name.eq("b").node, long).reason!.length).toBeLessThan(140);
  });
});
