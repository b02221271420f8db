import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { copyData, RunState } from "../../../lib/flow/run/run-state.js";
import { caught } from "../../caught.js";

class Account {
  constructor(public owner: string) {}
}

function stateOf(values: Readonly<Record<string, unknown>>): RunState {
  const state = new RunState();
  for (const [key, value] of Object.entries(values)) state.commit(state.set(key, value));
  return state;
}

describe("RunState", () => {
  it("keeps falsy values as values", () => {
    const state = stateOf({ zero: 0, no: false, empty: "", nothing: null });

    expect(["zero", "no", "empty", "nothing"].map((key) => state.get(key))).toEqual([0, false, "", null]);
    expect(state.snapshot()).toEqual({ zero: 0, no: false, empty: "", nothing: null });
  });

  it("copies plain data on its way in and out", () => {
    const list = [{ n: 1 }];
    const state = stateOf({ list });

    list[0]!.n = 2;
    (state.get("list") as { n: number }[])[0]!.n = 3;
    (state.snapshot()["list"] as { n: number }[])[0]!.n = 4;

    expect(state.get("list")).toEqual([{ n: 1 }]);
  });

  it("shares class instances", () => {
    const account = new Account("Ada");

    expect(stateOf({ account }).get("account")).toBe(account);
    expect((stateOf({ holder: { account } }).get("holder") as { account: Account }).account).toBe(account);
  });

  it("does nothing before a change is committed", () => {
    const state = stateOf({ topic: "a" });

    expect(state.set("topic", "b")).toEqual({ key: "topic", next: { value: "b" } });
    expect(state.get("topic")).toBe("a");
  });

  it("reads and writes paths into objects, which it makes where they are missing", () => {
    const state = stateOf({});

    state.commit(state.set("report.parts.facts", 3));
    state.commit(state.set("report.parts.risks", 1));

    expect(state.get("report")).toEqual({ parts: { facts: 3, risks: 1 } });
    expect(state.get("report.parts.facts")).toBe(3);
    expect(state.get("report.other.facts")).toBeUndefined();
    expect(state.get("report.parts.facts.deeper")).toBeUndefined();
  });

  it("reads and writes lists by index", () => {
    const state = stateOf({ list: ["a", "b"] });

    state.commit(state.set("list.1", "c"));
    state.commit(state.set("list.2", "d"));

    expect(state.get("list")).toEqual(["a", "c", "d"]);
    expect(state.get("list.0")).toBe("a");
  });

  it("refuses a path through what is no object or list, and beyond the end of a list", () => {
    const state = stateOf({ text: "x", account: new Account("Ada"), list: [1] });

    for (const path of ["text.more", "account.owner", "list.5", "list.name", "list.-1"]) {
      expect(caught(() => state.set(path, 1)).code, path).toBe("FLOW_VALUE_INVALID");
    }
    expect(state.get("account")).toEqual(new Account("Ada"));
  });

  it("appends to a list, and makes a list of a single value first", () => {
    const state = stateOf({ one: 1, list: [[]] });

    for (const key of ["none", "one", "list"]) state.commit(state.append(key, 2));
    state.commit(state.append("deep.list", "x"));

    expect(state.snapshot()).toEqual({ none: [2], one: [1, 2], list: [[], 2], deep: { list: ["x"] } });
  });

  it("deletes keys, ends of paths and items, falsy ones too; what is not there changes nothing", () => {
    const state = stateOf({ zero: 0, part: { a: 1, b: 0 }, list: [1, 2, 3] });

    for (const path of ["zero", "part.b", "part.x", "part.a.b", "none", "none.a", "list.1"])
      state.commit(state.delete(path));

    expect(state.snapshot()).toEqual({ part: { a: 1 }, list: [1, 3] });
  });

  it("holds __proto__ as a key like any other", () => {
    const state = stateOf({});
    const hostile = JSON.parse('{"__proto__":{"polluted":true}}') as unknown;

    state.commit(state.set("__proto__", hostile));
    state.commit(state.set("data", hostile));
    state.commit(state.set("data.__proto__.more", 1));
    state.commit(state.set("data.constructor.prototype.polluted", 1));

    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.hasOwn(state.snapshot(), "__proto__")).toBe(true);
    expect(JSON.stringify(state.get("data"))).toBe(
      '{"__proto__":{"polluted":true,"more":1},"constructor":{"prototype":{"polluted":1}}}',
    );
    state.commit(state.delete("data.__proto__"));
    expect(Object.keys(state.get("data") as object)).toEqual(["constructor"]);
    expect(state.get("data.toString")).toBeUndefined();
  });

  it("gives back what was set, whatever it was", () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (key, value) => {
        const state = new RunState();
        state.commit(state.set(key, value));

        expect(state.get(key)).toEqual(value);
      }),
    );
  });
});

describe("copyData", () => {
  it("copies circles and shared parts once", () => {
    const shared = { n: 1 };
    const circle: Record<string, unknown> = { left: shared, right: shared };
    circle["self"] = circle;

    const copy = copyData(circle) as Record<string, unknown>;

    expect(copy).not.toBe(circle);
    expect(copy["self"]).toBe(copy);
    expect(copy["left"]).toBe(copy["right"]);
    expect(copy["left"]).not.toBe(shared);
  });
});
