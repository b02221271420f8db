/** The grammar of filters: text to tree, as the inverse of printing, and errors that show the place. */
import { defineEvent, Filter, parseFilter, UnknownEvent, where } from "millrace";
import fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { printFilter } from "../../lib/filter/print-filter.js";
import { caught } from "../caught.js";
import { anyTree } from "./arbitrary-filters.js";

class ToolCall extends defineEvent("tool.call", {
  name: z.string(),
  args: z.unknown().optional(),
  n: z.number().default(0),
}) {}
class Message extends defineEvent("message", { content: z.string() }) {}
where([ToolCall, Message]);

const call = (fields: { name?: string; args?: unknown; n?: number } = {}): ToolCall =>
  new ToolCall({ name: "x", ...fields });
const reprint = (text: string): string => String(parseFilter(text));

describe("parsing and printing", () => {
  it("are inverse for any tree", () => {
    fc.assert(
      fc.property(anyTree, (node) => isDeepStrictEqual(parseFilter(printFilter(node)).node, node)),
      { numRuns: 500 },
    );
  });

  it.each([
    "[tool.call]",
    '[tool.call].name == "x" | [message]',
    "!([tool.call] | [message]) & ![message].content ~ /^a\\/b/i",
    '[tool.call].args.list[0]["odd key"].exists exists',
    "[tool.call].args in [1, 2n, null, undefined, true, NaN, -Infinity, -0]",
    '[tool.call].args == {"a": [date("2020-01-01T00:00:00.000Z"), bytes("AQI="), map([["k", set([1])]])]}',
    "[tool.call].n is NaN",
    "!!![message]",
    "([tool.call] & [message]) & [event]",
    "[nobody.knows].field >= 1e+21",
  ])("keep %s as it is", (text) => {
    expect(reprint(text)).toBe(text);
  });
});

describe("the text form", () => {
  it.each<[string, string]>([
    ["ToolCall", "[tool.call]"],
    ["ToolCall.name=='x'".replaceAll("'", '"'), '[tool.call].name == "x"'],
    ["  [tool.call]\n\t| [message] ", "[tool.call] | [message]"],
    ["(([tool.call]))", "[tool.call]"],
    ['[tool.call]["name"] == "x"', '[tool.call].name == "x"'],
    ["[tool.call].args == {a: 1}", '[tool.call].args == {"a": 1}'],
    ["[tool.call].n == 1e400", "[tool.call].n == Infinity"],
    ['[tool.call].args == date("2020-01-01")', '[tool.call].args == date("2020-01-01T00:00:00.000Z")'],
    ["[tool.call].args == []", "[tool.call].args == []"],
    ["[tool.call].args == {}", "[tool.call].args == {}"],
  ])("%s is read as %s", (text, canonical) => {
    expect(reprint(text)).toBe(canonical);
  });

  it("binds comparisons tightest, then not, and, or", () => {
    const tree = parseFilter("![tool.call].n == 1 & [tool.call] | [message]").node;

    expect(tree).toMatchObject({
      kind: "or",
      nodes: [
        { kind: "and", nodes: [{ kind: "not", node: { kind: "compare" } }, { kind: "event" }] },
        { kind: "event" },
      ],
    });
  });

  it.each<[string, boolean]>([
    ['[tool.call].name == "x"', true],
    ['[tool.call].name != "x"', false],
    ["[tool.call].args.list[1] == 2", true],
    ["[tool.call].args.list[2] exists", false],
    ["[tool.call].args.list == [1, 2]", true],
    ["[tool.call].n < 6 & [tool.call].n <= 5 & [tool.call].n > 4 & [tool.call].n >= 5", true],
    ['[tool.call].name in ["y", "x"]', true],
    ["[tool.call].name ~ /^X$/i", true],
    ["[tool.call].n is -0", false],
    ["[message] | ![message]", true],
    ["[event]", true],
  ])("%s says %s", (text, verdict) => {
    expect(parseFilter(text).matches(call({ args: { list: [1, 2] }, n: 5 }))).toBe(verdict);
  });

  it("names types that nobody has bound yet, and knows them by name", () => {
    const filter = parseFilter("[far.away]");

    expect(filter.matches(new UnknownEvent("far.away", 1, {}))).toBe(true);
    expect(filter.matches(call())).toBe(false);
  });

  it("that was read before a class was met lets its instances and its subclasses through", () => {
    const filter = parseFilter('[late.parent].a == "x"');
    class Parent extends defineEvent("late.parent", { a: z.string() }) {}
    class Child extends Parent.extend("late.child", {}) {}

    expect(filter.matches(new Child({ a: "x" }))).toBe(true);
    expect(filter.matches(new Parent({ a: "y" }))).toBe(false);
  });
});

describe("a filter's text that cannot be read", () => {
  it.each<[string, string, number]>([
    ["", "is expected", 0],
    ["[tool.call] |", "is expected", 13],
    ["[tool.call] [message]", "double quotes", 13],
    ["[message] ToolCall", "is expected", 10],
    ["[tool.call", "is expected", 0],
    ["[]", "is expected", 0],
    ["Nobody", "no event class named Nobody", 0],
    ["[tool.call] == 3", "a class cannot be compared", 12],
    ["[tool.call].name", "a comparison", 16],
    ["[tool.call].name = 3", "begins nothing", 17],
    ["[tool.call].name == ", "a value is expected", 20],
    ["[tool.call].name == x", "double quotes", 20],
    ["[tool.call].name == 'x'", "texts stand in double quotes", 20],
    ['[tool.call].name == "x', "begins nothing", 20],
    ['[tool.call].name == "\\x"', "no JSON string", 20],
    ["[tool.call][0] == 1", "the name of a field", 0],
    ["[tool.call].args[1.5] == 1", "an index or a key", 17],
    ["[tool.call].name ~ /(/", "no regular expression", 19],
    ["[tool.call].name ~ /a/zz", "no regular expression", 19],
    ["[tool.call].name ~ 3", "a regular expression is expected", 0],
    ["[tool.call].name == /x/", "begins nothing", 20],
    ["[tool.call].n < true", "have an order", 0],
    ["[tool.call].name in 3", "a list of values", 0],
    ["[tool.call].name is {}", "identical only to itself", 0],
    ['[tool.call].args == date("soon")', "does not fit", 20],
    ['[tool.call].args == bytes("*")', "does not fit", 20],
    ["[tool.call].args == map([1])", "does not fit", 20],
    ["[tool.call].args == set(1)", "does not fit", 20],
    ["[tool.call].args == date()", "a value is expected", 25],
    ['[tool.call].args == {"__proto__": 1}', "no data", 0],
    ["[tool.call].args == {1: 2}", "a key is expected", 21],
    ["([tool.call]", '")" is expected', 12],
    ["[tool.call])", "is expected", 11],
    ["!", "is expected", 1],
    ["🦀", "begins nothing", 0],
  ])("%s shows %s at %i", (text, why, at) => {
    const error = caught(() => parseFilter(text));

    expect(error.code).toBe("FILTER_SYNTAX");
    expect(error.message).toContain(why);
    expect(error.details).toEqual({ text, at });
  });

  it("names all classes that an ambiguous name could mean", () => {
    const make = (type: string) => class Twin extends defineEvent(type, {}) {};
    where([make("twin.one"), make("twin.two")]);

    expect(caught(() => parseFilter("Twin")).message).toContain("[twin.one], [twin.two]");
  });

  it.each<[string, string]>([
    ["parentheses", "(".repeat(100_000)],
    ["negations", "!".repeat(100_000)],
    ["lists", `[a].b == ${"[".repeat(100_000)}`],
    ["objects", `[a].b == ${'{"a":'.repeat(100_000)}`],
    ["constructors", `[a].b == ${"set([".repeat(100_000)}`],
  ])("ends at huge depth of %s", (_, text) => {
    const error = caught(() => parseFilter(text));

    expect(error.message).toContain("nested deeper");
    expect(error.message.length).toBeLessThan(500);
  });

  it.each([undefined, null, 3, [], {}, { event: 3 }, () => true])("%s is refused as JSON", (input) => {
    expect(caught(() => parseFilter(input as never)).code).toBe("FILTER_SYNTAX");
  });
});

describe("long text", () => {
  it("is read, planned and asked in linear time", () => {
    const parts = Array.from({ length: 4000 }, (_, index) => `[tool.call].name == "${String(index)}"`);

    const filter = parseFilter(parts.join(" | "));

    expect(filter.matches(call({ name: "3999" }))).toBe(true);
    expect(filter.plan).toMatchObject({ exact: true, keys: { length: 4000 } });
  });

  it("may hold strings and patterns of megabytes", () => {
    const text = JSON.stringify('\\"'.repeat(1_000_000));

    expect(parseFilter(`[tool.call].name == ${text}`)).toBeInstanceOf(Filter);
    expect(caught(() => parseFilter(`[tool.call].name == ${text.slice(0, -1)}`)).message.length).toBeLessThan(500);
    expect(caught(() => parseFilter(`[tool.call].name ~ /${"[".repeat(1_000_000)}`)).code).toBe("FILTER_SYNTAX");
  });
});
