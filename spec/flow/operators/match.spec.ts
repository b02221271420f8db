import { BaseEvent, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";

/** Routes its input to the name of a branch. */
function routed(build: (chain: ReturnType<TriggerFlow["match"]>) => { end(): void }, by?: string): TriggerFlow {
  const flow = new TriggerFlow("routed");
  build(flow.match(by === undefined ? {} : { by })).end();
  return flow;
}

interface Named {
  readonly user?: { readonly name?: string };
}

describe("F8 match", () => {
  it("takes the first case that fits: literals by deep equality, strict by type", async () => {
    const flow = routed((match) =>
      match
        .case("1")
        .to(() => "text")
        .case(1)
        .to(() => "number")
        .case(null)
        .to(() => "null")
        .case(undefined)
        .to(() => "undefined")
        .case(NaN)
        .to(() => "NaN")
        .case({ kind: "a", tags: [1, 2] })
        .to(() => "record")
        .caseElse()
        .to(() => "else")
        .endMatch(),
    );
    for (const [value, branch] of [
      ["1", "text"],
      [1, "number"],
      [null, "null"],
      [undefined, "undefined"],
      [NaN, "NaN"],
      [{ tags: [1, 2], kind: "a" }, "record"],
      [{ kind: "a", tags: [2, 1] }, "else"],
      [{ kind: "a" }, "else"],
      [true, "else"],
      [0, "else"],
    ] as const) {
      expect((await flow.start(value)).result).toBe(branch);
    }
  });

  it("gives the branch the value, and what the branch gives goes on", async () => {
    const flow = routed((match) =>
      match
        .case((data) => data.value > 10)
        .to((data) => (data.value as number) + 1)
        .to((data) => data.value * 2)
        .case((data) => data.value > 5)
        .to((data) => -data.value)
        .endMatch(),
    );

    expect((await flow.start(20)).result).toBe(42);
    expect((await flow.start(6)).result).toBe(-6);
  });

  it("compares what stands at a path, own fields only; predicates see the whole value", async () => {
    const flow = routed(
      (match) =>
        match
          .case("admin")
          .to(() => "by path")
          .case((data) => (data.value as Named | null)?.user?.name === "eve")
          .to(() => "by predicate")
          .case(undefined)
          .to(() => "nothing there")
          .endMatch(),
      "user.role",
    );

    expect((await flow.start({ user: { role: "admin" } })).result).toBe("by path");
    expect((await flow.start({ user: { role: "x", name: "eve" } })).result).toBe("by predicate");
    for (const value of [{}, null, "text", { user: Object.create({ role: "admin" }) as object }])
      expect((await flow.start(value)).result).toBe(
        value !== null && typeof value === "object" && "user" in value ? "by path" : "nothing there",
      );
  });

  it("passes the value through where no case fits and there is no else, and through empty branches (W-10)", async () => {
    const flow = routed((match) =>
      match
        .case(1)
        .case(2)
        .to(() => "two")
        .case(3)
        .endMatch(),
    );

    expect((await flow.start(1)).result).toBe(1);
    expect((await flow.start(2)).result).toBe("two");
    expect((await flow.start(3)).result).toBe(3);
    expect((await flow.start("none")).result).toBe("none");
    const empty = routed((match) =>
      match
        .case(1)
        .to(() => "one")
        .caseElse()
        .endMatch(),
    );
    expect((await empty.start(9)).result).toBe(9);
  });

  it("refuses a value that no case fits where it is exhaustive", async () => {
    const flow = routed((match) =>
      match
        .case(1)
        .to(() => "one")
        .case(2)
        .to(() => "two")
        .endMatch({ exhaustive: true as never }),
    );

    expect((await flow.start(2)).result).toBe("two");
    await expect(flow.start(3)).rejects.toMatchObject({
      code: "FLOW_VALUE_INVALID",
      details: { flow: "routed", value: 3 },
      hint: expect.stringContaining("caseElse") as string,
    });
  });

  it("compares events of the bus by a getter, too", async () => {
    class Paid extends BaseEvent {
      constructor(readonly cents: number) {
        super();
      }
      get big(): boolean {
        return this.cents > 100;
      }
    }
    const flow = routed(
      (match) =>
        match
          .case(true)
          .to(() => "big")
          .caseElse()
          .to(() => "small")
          .endMatch(),
      "big",
    );

    expect((await flow.start(new Paid(500))).result).toBe("big");
    expect((await flow.start(new Paid(5))).result).toBe("small");
  });
});
