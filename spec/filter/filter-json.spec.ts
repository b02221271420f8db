/** Filters as JSON: the form, the way back, and what is refused. */
import { BaseEvent, defineEvent, Filter, parseFilter, where } from "millrace";
import fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../caught.js";
import { anyTree, likelyEvent, likelyFilter } from "./arbitrary-filters.js";

class ToolCall extends defineEvent("tool.call", { name: z.string(), args: z.unknown().optional() }) {}
class Message extends defineEvent("message", {}) {}
class Tick extends BaseEvent {}
const name = ToolCall.field("name");

const overTheWire = (filter: Filter): Filter => parseFilter(JSON.parse(JSON.stringify(filter)) as never);

describe("the JSON of a filter", () => {
  it("is inverse to reading it, for any tree", () => {
    fc.assert(
      fc.property(anyTree, (node) => isDeepStrictEqual(overTheWire(new Filter(node)).node, node)),
      { numRuns: 400 },
    );
  });

  it("gives the same verdicts on the other side", () => {
    fc.assert(
      fc.property(
        likelyFilter,
        likelyEvent,
        (filter, event) => overTheWire(filter).matches(event) === filter.matches(event),
      ),
      { numRuns: 400 },
    );
  });

  it.each<[unknown, Filter]>([
    [{ event: "tool.call" }, where(ToolCall)],
    [{ event: "event" }, where(BaseEvent)],
    [{ event: "tool.call", path: ["name"], is: "eq", value: "x" }, name.eq("x")],
    [
      { event: "tool.call", path: ["args", "a", 0], is: "exists" },
      ToolCall.field("args")
        .at("a" as never)
        .at(0 as never)
        .exists(),
    ],
    [{ event: "tool.call", path: ["name"], is: "matches", value: ["^x", "i"] }, name.matches(/^x/gi)],
    [{ event: "tool.call", path: ["args"], is: "eq", value: { $bigint: "1" } }, ToolCall.field("args").eq(1n)],
    [{ or: [{ event: "tool.call" }, { not: { event: "message" } }] }, ToolCall.or(where(Message).not())],
    [{ and: [{ event: "tool.call" }, { event: "message" }] }, where(ToolCall).and(Message)],
  ])("is %j", (json, filter) => {
    expect(JSON.parse(JSON.stringify(filter))).toEqual(json);
  });

  it("is not given for predicates and classes that stay in their process", () => {
    for (const filter of [where(() => true), where(Tick), where(ToolCall).and(Tick), where(Tick).not()]) {
      expect(caught(() => filter.toJSON()).code).toBe("FILTER_LOCAL");
    }
    expect(caught(() => where(Tick).toJSON()).hint).toContain("static readonly type");
  });
});

describe("JSON that is no filter", () => {
  it.each<[string, unknown, string]>([
    ["a list", [], "filter has none of"],
    ["an empty object", {}, "filter has none of"],
    ["an and of one", { and: [{ event: "a" }] }, "filter.and is no list"],
    ["an or that is no list", { or: { event: "a" } }, "filter.or is no list"],
    [
      "a hole deep inside",
      { or: [{ event: "a" }, { not: { and: [{ event: "a" }, null] } }] },
      "filter.or[1].not.and[1] is no object",
    ],
    ["a type that is none", { event: "a] | [b" }, "filter.event is no name"],
    ["a type that is a number", { event: 3 }, "filter.event is no name"],
    ["a comparison that is none", { event: "a", path: ["b"], is: "toString" }, "filter.is is no comparison"],
    ["an empty path", { event: "a", path: [], is: "eq", value: 1 }, "filter.path is no path"],
    ["a path of other things", { event: "a", path: ["b", 1.5], is: "eq", value: 1 }, "filter.path is no path"],
    ["a path that begins with an index", { event: "a", path: [0], is: "eq", value: 1 }, "filter.path is no path"],
    [
      "a pattern that is none",
      { event: "a", path: ["b"], is: "matches", value: ["(", ""] },
      "filter.value is no regular",
    ],
    ["a pattern without flags", { event: "a", path: ["b"], is: "matches", value: "x" }, "filter.value is no regular"],
    [
      "a value with an unknown mark",
      { event: "a", path: ["b"], is: "eq", value: [{ $x: 1 }] },
      "filter.value[0] has the unknown tag",
    ],
    [
      "__proto__ in a value",
      { event: "a", path: ["b"], is: "eq", value: JSON.parse('{"__proto__": 1}') },
      'a key "__proto__"',
    ],
  ])("is refused for %s, with the path", (_, json, why) => {
    const error = caught(() => parseFilter(json as never));

    expect(error.code).toBe("FILTER_SYNTAX");
    expect(error.message).toContain(why);
  });

  it("is refused for a value that the comparison does not take", () => {
    const json = { event: "a", path: ["b"], is: "lt", value: true } as const;

    expect(caught(() => parseFilter(json)).code).toBe("FILTER_VALUE");
  });

  it("is refused for huge depth", () => {
    const text = `${'{"not":'.repeat(50_000)}{"event":"a"}${"}".repeat(50_000)}`;

    expect(caught(() => parseFilter(JSON.parse(text) as never)).message).toContain("nested deeper");
  });

  it("may lack the value where that is null", () => {
    expect(String(parseFilter({ event: "a", path: ["b"], is: "eq" }))).toBe("[a].b == null");
  });
});
