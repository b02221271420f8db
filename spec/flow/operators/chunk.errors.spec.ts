/** Error branches: who takes the failure of a step, with what, and where the chain goes on. */
import { ChunkFailed, MemoryStream, TriggerFlow } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";

const fail = (message: string) => (): never => {
  throw new Error(message);
};

describe("F36 an error branch", () => {
  it("takes error, value, node and attempts, and the chain goes on with what it gives", async () => {
    const flow = new TriggerFlow("taken");
    const taken: unknown[] = [];
    flow
      .to((data) => data.value as unknown)
      .to(fail("broken"), {
        name: "shaky",
        retry: 2,
        onError: (data) => {
          taken.push(data.value);
          return "instead";
        },
      })
      .to((data) => `${data.value} behind`)
      .end();

    const outcome = await flow.start("in");
    expect(outcome).toMatchObject({ result: "instead behind", status: "completed" });
    expect(taken).toEqual([{ error: new Error("broken"), value: "in", node: "shaky", attempts: 2 }]);
  });

  it("does not run when all goes well, and the chain behind runs once", async () => {
    const flow = new TriggerFlow("well");
    const ran: string[] = [];
    flow.to(() => "fine", { onError: () => ran.push("branch") }).to((data) => ran.push(`behind ${data.value}`));

    await flow.start();

    expect(ran).toEqual(["behind fine"]);
  });

  it("that fails, fails the flow with its own error", async () => {
    const flow = new TriggerFlow("twice");
    flow.to(fail("first"), { onError: fail("second") }).end();

    await expect(flow.start()).rejects.toThrow("second");
  });

  it("chains: each takes the failure of its own step, not of those before or behind", async () => {
    const flow = new TriggerFlow("chain");
    const taken: string[] = [];
    const take = (name: string) => (data: { readonly value: { readonly error: unknown } }) => {
      taken.push(`${name}: ${(data.value.error as Error).message}`);
      return name;
    };
    flow
      .to(fail("one"), { onError: take("a") })
      .to(fail("two"), { onError: take("b") })
      .to((data) => data.value)
      .end();

    expect((await flow.start()).result).toBe("b");
    expect(taken).toEqual(["a: one", "b: two"]);
  });

  it("does not take what fails behind the step", async () => {
    const flow = new TriggerFlow("behind");
    flow.to(() => 1, { onError: () => 2 }).to(fail("behind"));

    await expect(flow.start()).rejects.toThrow("behind");
  });

  it("takes the failure of an emit that the step awaited and did not catch", async () => {
    const flow = new TriggerFlow("emit");
    flow.when("Go").to(fail("below"));
    flow.to((data) => data.emit("Go"), { onError: (data) => (data.value.error as Error).message }).end();

    expect((await flow.start()).result).toBe("below");
  });

  it("can be a chunk of its own, with a retry of its own", async () => {
    const flow = new TriggerFlow("own");
    let runs = 0;
    const rescue = flow.chunk("rescue", { retry: 3 }, () => {
      if (++runs < 3) throw new Error("not yet");
      return runs;
    });
    flow.to(fail("broken"), { onError: rescue as never }).end();

    expect((await flow.start()).result).toBe(3);
  });

  it("takes the failure of a side branch", async () => {
    const flow = new TriggerFlow("side");
    const taken: unknown[] = [];
    flow.sideBranch(fail("side"), { onError: (data) => taken.push((data.value.error as Error).message) });

    expect((await flow.start()).status).toBe("completed");
    expect(taken).toEqual(["side"]);
  });

  it("F4: a side branch without one is awaited, and fails the run", async () => {
    const flow = new TriggerFlow("side");
    const seen: string[] = [];
    flow
      .sideBranch(async () => {
        await Promise.resolve();
        seen.push("side");
        return "dropped";
      })
      .to((data) => seen.push(`main ${data.value}`));
    await flow.start("in");
    expect(seen.sort()).toEqual(["main in", "side"]);

    const failing = new TriggerFlow("fails");
    failing.sideBranch(fail("side")).to(() => 1);
    await expect(failing.start()).rejects.toThrow("side");
  });

  it("in a forEach and in a match keeps the block going", async () => {
    const flow = new TriggerFlow("blocks");
    const odd = (value: number): number => {
      if (value % 2) throw new Error(`odd ${value}`);
      return value;
    };
    flow
      .forEach()
      .match({ mode: "hitAll" })
      .case((data) => data.value > 0)
      .to((data) => odd(data.value as number), { onError: (data) => (data.value.error as Error).message })
      .case((data) => data.value > 1)
      .to(() => "big")
      .endMatch()
      .endForEach()
      .end();

    expect((await flow.start([1, 2, 3])).result).toEqual([["odd 1"], [2, "big"], ["odd 3", "big"]]);
  });

  it("lets the failure be told before it runs", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(ChunkFailed));
    const flow = new TriggerFlow("told");
    let told = -1;
    flow.to(fail("broken"), {
      name: "shaky",
      onError: () => {
        told = record.events.length;
      },
    });

    expect((await flow.start(5, { stream })).status).toBe("completed");
    expect(told).toBe(1);
    expect(record.events).toMatchObject([{ node: "shaky", value: 5, error: { message: "broken" } }]);
  });
});
