/** Every form of arguments that stands for a filter. */
import { BaseEvent, defineEvent, type Filter, parseFilter, where } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../caught.js";

class ToolCall extends defineEvent("tool.call", { name: z.string(), args: z.unknown().optional() }) {}
class SearchCall extends ToolCall.extend("tool.call.search", {}) {}
class Message extends defineEvent("message", { content: z.string() }) {}
class Tick extends BaseEvent {}

const call = (name = "search", args?: unknown): ToolCall =>
  new ToolCall(args === undefined ? { name } : { name, args });
const name = ToolCall.field("name");

describe("where", () => {
  it("takes a class for itself and its subclasses", () => {
    expect(where(ToolCall).matches(call())).toBe(true);
    expect(where(ToolCall).matches(new SearchCall({ name: "x" }))).toBe(true);
    expect(where(SearchCall).matches(call())).toBe(false);
    expect(where(BaseEvent).matches(new Tick())).toBe(true);
  });

  it("takes a list for any of it", () => {
    const filter = where([ToolCall, Message]);

    expect([call(), new Message({ content: "x" }), new Tick()].map((event) => filter.matches(event))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("takes a class with fields that must all be equal", () => {
    const filter = where(ToolCall, { name: "search", args: { q: 1 } });

    expect(filter.matches(call("search", { q: 1 }))).toBe(true);
    expect(filter.matches(call("search", { q: "1" }))).toBe(false);
    expect(String(where(ToolCall, {}))).toBe("[tool.call]");
  });

  it.each([null, 3, "name", Message, where(Message), new Map(), name])("refuses %s in place of fields", (match) => {
    expect(caught(() => where(ToolCall, match as never)).code).toBe("FILTER_INVALID");
  });

  it.each<[string, unknown, string, string]>([
    ["a class", Message, "was given the class Message in place of fields", "where([ToolCall, Message])"],
    ["a predicate", () => true, "was given a function in place of fields", "where(ToolCall).and(…)"],
  ])("says what to write when %s stands in place of fields", (_, match, message, hint) => {
    const error = caught(() => where(ToolCall, match as never));

    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });

  it("refuses fields behind something that is no class", () => {
    expect(caught(() => where(name.eq("x") as never, { name: "x" } as never)).code).toBe("FILTER_INVALID");
  });

  it("takes a predicate, whose truth is true and nothing else", () => {
    expect(where((event) => event.type === "message").matches(new Message({ content: "x" }))).toBe(true);
    expect(where((() => "yes") as never).matches(new Tick())).toBe(false);
    expect(where((() => Promise.resolve(true)) as never).matches(new Tick())).toBe(false);
  });

  it("takes a type guard", () => {
    const filter = where((event): event is ToolCall => event instanceof ToolCall);

    expect([filter.matches(call()), filter.matches(new Tick())]).toEqual([true, false]);
  });

  it("gives a filter back as it is", () => {
    const filter = where(ToolCall);

    expect(where(filter)).toBe(filter);
  });

  it("takes the bare union of plain JavaScript", () => {
    const [left, right] = [ToolCall, Message] as unknown as [number, number];
    const mask = (left | right) as unknown as bigint;

    expect(String(where(mask))).toBe("[tool.call] | [message]");
  });

  it("refuses to be called with nothing", () => {
    expect(caught(() => (where as unknown as () => Filter)()).code).toBe("FILTER_INVALID");
  });
});

describe("a template", () => {
  it.each<[string, Filter]>([
    ["[tool.call] | [message]", where`${ToolCall} | ${Message}`],
    ['[tool.call].name == "x" | [message]', where`${name} == ${"x"} | ${Message}`],
    ['[tool.call].name == "x"', where`${name} == "x"`],
    ['[tool.call].name == "x"', where`${ToolCall}.name == ${"x"}`],
    ["[tool.call].args.list[0] == 1", where`${ToolCall}.args["list"][${0}] == 1`],
    ["([tool.call] | [message]) & [message]", where`(${ToolCall} | ${Message}) & ${Message}`],
    ['[tool.call].name == "a" & [message]', where`${name.eq("a")} & ${Message}`],
    ['[tool.call].name in ["a", "b"]', where`${name} in ${["a", "b"]}`],
    ['[tool.call].name in ["a", "b"]', where`${name} in [${"a"}, "b"]`],
    ['[tool.call].args == {"a": [1]}', where`${ToolCall}.args == {a: [${1}]}`],
    ["[tool.call].name ~ /^\\d+$/", where`${name} ~ ${/^\d+$/}`],
    ["[tool.call].name exists", where`${name} exists`],
    ["[tool.call].args is null", where`${ToolCall}.args is ${null}`],
    ["[tool.call].args == undefined", where`${ToolCall}.args == ${undefined}`],
    ["[message]", where`${Message}`],
  ])("%s", (text, filter) => {
    expect(String(filter)).toBe(text);
    expect(String(parseFilter(text))).toBe(text);
  });

  it("reads backslashes as they are written, in texts and patterns", () => {
    expect(where`${name} ~ /^\d+\/\w$/`.matches(call("12/a"))).toBe(true);
    expect(where`${name} == "a\nb"`.matches(call("a\nb"))).toBe(true);
  });

  it.each<[string, () => unknown, string]>([
    ["a value where a filter belongs", () => where`${"x"}`, '${"x"} is neither'],
    ["a predicate", () => where`${() => true} | ${Message}`, "is neither"],
    ["an object", () => where`${{}} | ${Message}`, "${{…}} is neither"],
    [
      "a class where a value belongs",
      () => where`${name} == ${Message}`,
      "${Message} stands where a value is expected",
    ],
    ["two fields", () => where`${name} == ${name}`, "two fields cannot be compared"],
    ["a field alone", () => where`${name} | ${Message}`, "a comparison"],
    ["a not", () => where`!${ToolCall}`, "filter.not()"],
    ["the type of a class", () => where`${ToolCall} | [message]`, "interpolate the class: ${Message}"],
    ["a type that nobody has met", () => where`[far.away].n == 1`, "interpolate the class: ${TheClass}"],
    ["the name of a class", () => where`${ToolCall} & (Message)`, "interpolate the class: ${Message}"],
    ["a sign where a class belongs", () => where`${ToolCall} | &`, 'an operand such as ${ToolCall} or "(" is expected'],
    ["a value that cannot be compared", () => where`${name} == ${Symbol("s")}`, "a symbol is no value"],
    ["a function in a list", () => where`${name} in [${() => 1}]`, "a function is no value"],
    ["two operands in a row", () => where`${ToolCall} ${Message}`, "is expected, not ${Message}"],
    ["nothing", () => where``, "is expected"],
    ["a class without a name", () => where`${class {}} |`, "${function} is neither"],
  ])("refuses %s and shows the place", (_, make, why) => {
    const error = caught(make);

    expect(error.code).toBe("FILTER_SYNTAX");
    expect(error.message).toContain(why);
    expect(error.message).toMatch(/\n +\^/);
  });
});
