/** Chains that wait for the state: which writes they hear of, and with what value. */
import { MemoryStream, type StateTrigger, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { breath } from "../probes.js";

async function heard(
  trigger: StateTrigger,
  writes: readonly (readonly [string, unknown])[],
  onBus = false,
): Promise<unknown[]> {
  const flow = new TriggerFlow("state");
  const values: unknown[] = [];
  flow.to(async (data) => {
    for (const [key, value] of writes) await data.setState(key, value);
  });
  flow.when(trigger).to((data) => values.push(data.value));
  await flow.start(undefined, onBus ? { stream: new MemoryStream() } : {});
  return values;
}

for (const onBus of [false, true]) {
  describe(`F11 when({ state }), ${onBus ? "on a stream" : "on none"}`, () => {
    it("hears of each write of exactly that key, equal values too", async () => {
      const writes = [
        ["user", 1],
        ["user", 1],
        ["user.name", "x"],
        ["users", 2],
        ["use", 3],
      ] as const;

      expect(
        await heard(
          { state: "user" },
          writes.filter(([key]) => key !== "user.name"),
          onBus,
        ),
      ).toEqual([1, 1]);
    });

    it("hears of a path exactly as written", async () => {
      const writes = [
        ["user", { name: "a", age: 1 }],
        ["user.name", "b"],
        ["user.age", 2],
      ] as const;

      expect(await heard({ state: "user.name" }, writes, onBus)).toEqual(["b"]);
      expect(await heard({ state: "user" }, writes, onBus)).toEqual([{ name: "a", age: 1 }]);
    });

    it("deep: hears of what is written below, too, with the value of the key that it watches", async () => {
      const writes = [
        ["user", { name: "a", address: {} }],
        ["user.name", "b"],
        ["user.address.city", "c"],
        ["other", 1],
      ] as const;

      expect(await heard({ state: "user", deep: true }, writes, onBus)).toEqual([
        { name: "a", address: {} },
        { name: "b", address: {} },
        { name: "b", address: { city: "c" } },
      ]);
      expect(await heard({ state: "user.address", deep: true }, writes, onBus)).toEqual([{ city: "c" }]);
    });

    it("changed: hears of real changes only, compared deeply", async () => {
      const writes = [
        ["k", { a: [1] }],
        ["k", { a: [1] }],
        ["k", { a: [2] }],
        ["k", undefined],
        ["k", undefined],
      ] as const;

      expect(await heard({ state: "k", changed: true }, writes, onBus)).toEqual([{ a: [1] }, { a: [2] }, undefined]);
    });

    it("deep and changed: both", async () => {
      const writes = [
        ["u", { n: 1 }],
        ["u.n", 1],
        ["u.n", 2],
      ] as const;

      expect(await heard({ state: "u", deep: true, changed: true }, writes, onBus)).toEqual([{ n: 1 }, { n: 2 }]);
    });
  });
}

describe("a chain behind a state key", () => {
  it("goes on behind its first step, and a second chain at the same place runs as well (W-11)", async () => {
    const flow = new TriggerFlow("behind");
    const seen: unknown[] = [];
    const place = flow.when({ state: "k" });
    place
      .to((data) => `${data.value} one`)
      .to((data) => `${data.value} two`)
      .to((data) => seen.push(data.value));
    place.to((data) => seen.push(`${data.value} beside`));
    flow.to((data) => data.setState("k", "v"));

    await flow.start();

    expect(seen.sort()).toEqual(["v beside", "v one two"]);
  });

  it("hears of append with the whole list, and of delete with undefined", async () => {
    const flow = new TriggerFlow("verbs");
    const seen: unknown[] = [];
    flow.when({ state: "list" }).to((data) => seen.push(data.value));
    flow.to(async (data) => {
      data.state.append("list", 1);
      await breath();
      data.state.append("list", 2);
      await breath();
      data.state.delete("list");
    });

    await flow.start();

    expect(seen).toEqual([[1], [1, 2], undefined]);
  });
});
