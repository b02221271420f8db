import { describe, expect, it } from "vitest";
import { Gathering } from "../../../lib/flow/run/gathering.js";

const gate = { kind: "when", id: "gate" } as const;

describe("Gathering", () => {
  it("gives nothing until there is a value for each key; falsy ones and undefined are values", () => {
    const gathering = new Gathering(gate, ["a", "b"]);
    gathering.put("b", undefined, 0);
    expect([gathering.take(0), gathering.lacking, gathering.empty]).toEqual([undefined, ["a"], false]);
    gathering.put("a", 0, 0);

    expect(Object.entries(gathering.take(0) as object)).toEqual([
      ["a", 0],
      ["b", undefined],
    ]);
    expect([gathering.empty, gathering.lacking]).toEqual([true, ["a", "b"]]);
  });

  it("fires and empties at once: the same values never come twice", () => {
    const gathering = new Gathering(gate, ["a", "b"]);
    gathering.put("a", 1, 0);
    gathering.put("b", 1, 0);
    gathering.take(0);

    expect([gathering.take(0), gathering.latest()]).toEqual([undefined, undefined]);
    gathering.put("a", 2, 0);
    expect(gathering.take(0)).toBeUndefined();
  });

  it("pairs what goes back to one signal, and leaves the others their own", () => {
    const gathering = new Gathering(gate, ["a", "b"]);
    gathering.put("a", "a1", 1);
    gathering.put("a", "a2", 2);
    gathering.put("b", "b1", 1);
    expect(gathering.take(1)).toEqual({ a: "a1", b: "b1" });
    gathering.put("b", "b2", 2);

    expect(gathering.take(2)).toEqual({ a: "a2", b: "b2" });
    expect(gathering.empty).toBe(true);
  });

  it("takes the latest of each where no signal has all, and keeps nothing older", () => {
    const gathering = new Gathering(gate, ["a", "b"]);
    for (const [value, origin] of [
      ["old", 1],
      ["new", 2],
    ] as const)
      gathering.put("a", value, origin);
    gathering.put("b", "b", 3);

    expect(gathering.take(3)).toEqual({ a: "new", b: "b" });
    expect(gathering.empty).toBe(true);
  });

  it("replaces a value by a later one of the same signal, whole", () => {
    const gathering = new Gathering(gate, ["a"]);
    gathering.put("a", { x: 1 }, 0);
    gathering.put("a", { y: 2 }, 0);

    expect(gathering.latest()).toEqual({ a: { y: 2 } });
    expect(gathering.latest()).toEqual({ a: { y: 2 } }); // they stay
    gathering.clear();
    expect(gathering.empty).toBe(true);
  });

  it("forgets the oldest of what waits for partners that never come", () => {
    const gathering = new Gathering(gate, ["a", "b"]);
    for (let origin = 1; origin <= 5_000; origin++) gathering.put("a", `a${origin}`, origin);
    gathering.put("b", "b1", 1);

    expect(gathering.take(1)).toEqual({ a: "a5000", b: "b1" });
  });
});
