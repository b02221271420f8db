import { type ConditionData, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";

/** What a condition sees in an execution whose state and flow data have been written. */
async function seen<T>(look: (data: ConditionData) => T): Promise<T> {
  const flow = new TriggerFlow("seen", {}, { resources: { db: "live" } });
  await flow.setFlowData("shared", { on: true });
  await flow.setFlowData("nothing", null);
  let found: T | undefined;
  flow
    .to((data) => {
      data.state.set("user", { name: "eve", tags: ["a"] });
      data.state.set("nothing", null);
      data.state.set("zero", 0);
      return 7;
    })
    .ifCondition((data) => {
      found = look(data);
      return true;
    })
    .endCondition();
  await flow.start();
  return found as T;
}

describe("what a condition is given", () => {
  it("is the value, under both names, and the execution to be read", async () => {
    expect(await seen(({ value, input }) => [value, input])).toEqual([7, 7]);
    expect(await seen(({ execution }) => execution.status)).toBe("running");
    expect(await seen(({ signal }) => signal.aborted)).toBe(false);
    expect(await seen(({ resource }) => resource("db"))).toBe("live");
    expect(await seen(({ context }) => context.stream)).toBeDefined();
  });

  it("reads state and flow data by key and path, with fallbacks", async () => {
    expect(
      await seen(({ state }) => [state.get("user.name"), state.get("none", "else"), state.get("zero", 5)]),
    ).toEqual(["eve", "else", 0]);
    expect(await seen(({ flowData }) => [flowData.get("shared.on"), flowData.get("none", "else")])).toEqual([
      true,
      "else",
    ]);
  });

  it("takes a stored null for a value", async () => {
    expect(
      await seen(({ state, flowData }) => [state.get("nothing", "else"), flowData.get("nothing", "else")]),
    ).toEqual([null, null]);
  });

  it("is copied, so that a condition changes nothing, and has no verbs that write", async () => {
    expect(
      await seen(({ state }) => {
        (state.get("user") as { tags: string[] }).tags.push("b");
        const tags: unknown = state.get("user.tags");
        return tags;
      }),
    ).toEqual(["a"]);
    expect(
      await seen((data) => [
        ...Object.keys(data.state),
        ...Object.keys(data.flowData),
        "emit" in data,
        "setState" in data,
      ]),
    ).toEqual(["get", "get", false, false]);
  });

  it("names a resource that is missing", async () => {
    await expect(seen(({ resource }) => resource("cache"))).rejects.toMatchObject({ code: "DEPENDENCY_MISSING" });
  });
});
