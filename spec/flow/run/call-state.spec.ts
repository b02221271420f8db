/** The state and the flow data as chunks write them: checked by the contract, told to those who ask for it. */
import { TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { breath } from "../probes.js";

const contract = {
  input: z.unknown(),
  state: z.object({
    name: z.string().trim(),
    list: z.array(z.number()),
    user: z.object({ age: z.number().min(0), name: z.string() }),
  }),
};

/** Runs one chunk, and gives the state that it leaves, or the failure. */
async function running(write: (data: never) => unknown): Promise<Record<string, unknown>> {
  const flow = new TriggerFlow("writes", contract);
  flow.to(write as never);
  return (await flow.start(undefined)).state;
}

describe("the state of a flow with a contract", () => {
  it("stores what the schema makes of a value", async () => {
    const state = await running((data: { readonly state: { set(key: string, value: unknown): void } }) => {
      data.state.set("name", "  Ada ");
    });

    expect(state).toEqual({ name: "Ada" });
  });

  it("checks the whole key, whichever way leads to it, and a write that does not fit changes nothing", async () => {
    type Loose = {
      readonly state: Record<"set" | "append", (key: string, value: unknown) => void> & {
        delete(key: string): void;
        get(key: string): unknown;
      };
      setState(key: string, value: unknown): Promise<void>;
    };
    const seen: unknown[] = [];
    await running(async (data: Loose) => {
      data.state.set("user", { age: 1, name: "Ada" });
      data.state.set("list", [1]);
      const attempts: (() => unknown)[] = [
        () => data.state.set("user.age", -1),
        () => data.state.set("user", 7),
        () => data.state.delete("user.age"),
        () => data.state.append("list", "text"),
        () => data.setState("user.age", "old"),
        () => data.state.set("other", 1),
        () => data.state.set("__proto__", 1),
      ];
      for (const attempt of attempts)
        try {
          await attempt();
          seen.push("written");
        } catch (error) {
          const { code, details } = error as { readonly code: string; readonly details?: { readonly slot?: string } };
          seen.push(`${code} ${details?.slot ?? ""}`.trim());
        }
      seen.push(data.state.get("user"), data.state.get("list"));
    });

    expect(seen).toEqual([
      'FLOW_VALUE_INVALID state "user"',
      'FLOW_VALUE_INVALID state "user"',
      'FLOW_VALUE_INVALID state "user"',
      'FLOW_VALUE_INVALID state "list"',
      'FLOW_VALUE_INVALID state "user"',
      "FLOW_INVALID",
      "FLOW_INVALID",
      { age: 1, name: "Ada" },
      [1],
    ]);
  });

  it("fails the chunk that does not catch it, by name", async () => {
    await expect(
      running((data: { readonly state: { set(key: string, value: unknown): void } }) => data.state.set("name", 7)),
    ).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID", details: { flow: "writes", slot: 'state "name"' } });
  });
});

describe("those who wait for the state", () => {
  /** What is heard of writes, by what they ask for. */
  async function heard(
    trigger: { readonly state: string; readonly deep?: boolean; readonly changed?: boolean },
    writes: readonly (readonly [path: string, value: unknown])[],
  ): Promise<unknown[]> {
    const flow = new TriggerFlow("waits");
    const values: unknown[] = [];
    flow.to(async (data) => {
      for (const [path, value] of writes) await data.setState(path, value);
    });
    flow.when(trigger).to((data) => values.push(data.value));
    await flow.start();
    return values;
  }
  const writes = [
    ["a", { b: 1 }],
    ["a.b", 1],
    ["a.b", 2],
    ["a.c", 3],
    ["ab", 4],
    ["a", { b: 2, c: 3 }],
  ] as const;

  it("hear the key or path that was written, an equal value, too", async () => {
    expect(await heard({ state: "a" }, writes)).toEqual([{ b: 1 }, { b: 2, c: 3 }]);
    expect(await heard({ state: "a.b" }, writes)).toEqual([1, 2]);
  });

  it("hear real changes only, where they ask for that", async () => {
    expect(await heard({ state: "a", changed: true }, writes)).toEqual([{ b: 1 }]);
    expect(await heard({ state: "a.b", changed: true }, writes)).toEqual([2]);
  });

  it("hear what lies below, where they ask for that, with what was written there", async () => {
    expect(await heard({ state: "a", deep: true }, writes)).toHaveLength(5);
    expect(await heard({ state: "a", deep: true, changed: true }, writes)).toHaveLength(3);
  });
});

describe("a posted write", () => {
  it("is seen at once by everybody, and told in the order of writing", async () => {
    const flow = new TriggerFlow("posted");
    const order: unknown[] = [];
    flow.to(async (data) => {
      data.state.set("key", 1);
      data.state.set("key", 2);
      order.push(`wrote ${String(data.state.get("key"))}`);
      await breath();
      order.push("resumed");
    });
    flow.when({ state: "key" }).to((data) => order.push([data.value, data.state.get("key")]));

    await flow.start();

    expect(order).toEqual(["wrote 2", [1, 2], [2, 2], "resumed"]);
  });

  it("takes the place of the whole value: an empty list or record empties", async () => {
    const flow = new TriggerFlow("replaces");
    flow.to((data) => {
      data.state.set("list", [1, 2]);
      data.state.set("record", { a: 1, b: { c: 2 } });
      data.state.set("list", []);
      data.state.set("record.b", {});
    });

    expect((await flow.start()).state).toEqual({ list: [], record: { a: 1, b: {} } });
  });

  it("of concurrent writers leaves one whole value, not a mixture", async () => {
    const flow = new TriggerFlow("writers");
    for (const name of ["a", "b"])
      flow.to(async (data) => {
        await data.setState("who", { name, nested: { name } });
      });

    const who = (await flow.start()).state["who"] as {
      readonly name: string;
      readonly nested: { readonly name: string };
    };

    expect(who.nested.name).toBe(who.name);
  });
});
