/** Emits that nobody awaits, or that are awaited late: where their failures go. */
import { TriggerFlow } from "millrace";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { breath, warningsDuring } from "../probes.js";

const boom = (): never => {
  throw new Error("sub boom");
};

const lateBoom = async (): Promise<never> => {
  await breath();
  return boom();
};

const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);

beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", note);
});

afterEach(async () => {
  await breath();
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

describe("an emit that nobody awaits", () => {
  for (const concurrency of [undefined, 1]) {
    for (const [when, fails] of [
      ["at once", boom],
      ["later", lateBoom],
    ] as const) {
      it(`fails the execution when it fails ${when}, with concurrency ${String(concurrency)}`, async () => {
        const flow = new TriggerFlow("forgotten");
        flow.to((data) => {
          void data.emit("x");
        });
        flow.when("x").to(fails);

        const options = concurrency === undefined ? {} : { concurrency };
        await expect(flow.start(undefined, options)).rejects.toThrow("sub boom");
      });
    }
  }

  it("fails the execution at the end of a chunk that goes on for longer", async () => {
    const flow = new TriggerFlow("long");
    const order: string[] = [];
    flow.to(async (data) => {
      void data.emit("x");
      await breath();
      order.push("chunk ends");
    });
    flow.when("x").to(boom);

    await expect(flow.start()).rejects.toThrow("sub boom");
    expect(order).toEqual(["chunk ends"]);
  });

  it("fails the execution, also where an emit around its chunk is caught", async () => {
    const flow = new TriggerFlow("inner");
    flow.to((data) => data.emit("outer").catch(() => undefined));
    flow.when("outer").to((data) => {
      void data.emit("x");
    });
    flow.when("x").to(boom);

    await expect(flow.start()).rejects.toThrow("sub boom");
  });

  it("fails the execution for a value that does not fit", async () => {
    const flow = new TriggerFlow("misfit", { signals: { x: z.number() } });
    flow.to((data) => {
      void data.emit("x", "text" as never);
    });

    await expect(flow.start()).rejects.toMatchObject({ code: "FLOW_VALUE_INVALID" });
  });

  it("is part of the execution while all goes well", async () => {
    const flow = new TriggerFlow("well");
    flow.to((data) => {
      void data.emit("x");
    });
    flow.when("x").to(breath).end();
    flow.when("x").to((data) => data.setState("seen", true));

    expect(await flow.start()).toMatchObject({ status: "completed", state: { seen: true } });
  });

  it("is told by a warning when it comes after the end", async () => {
    const flow = new TriggerFlow("late");
    flow.to(async (data) => {
      await breath();
      void data.emit("x");
      void data.setState("key", 1);
    });
    flow.to(boom);

    const warnings = await warningsDuring(async () => {
      await expect(flow.start()).rejects.toThrow("sub boom");
      await breath();
    });

    expect(warnings).toEqual(["MILLRACE_EMIT_AFTER_CLOSE", "MILLRACE_EMIT_AFTER_CLOSE"]);
  });
});

describe("a setState that nobody awaits", () => {
  it("fails the execution", async () => {
    const flow = new TriggerFlow("forgotten");
    flow.to((data) => {
      void data.setState("x", 1);
    });
    flow.when({ state: "x" }).to(lateBoom);

    await expect(flow.start()).rejects.toThrow("sub boom");
  });
});

describe("an emit that somebody listens to", () => {
  it("leaves the execution unharmed when it is caught, awaited or not", async () => {
    for (const awaits of [true, false]) {
      const flow = new TriggerFlow("caught");
      const caught: string[] = [];
      flow.to(async (data) => {
        const done = data.emit("x").catch((error: unknown) => caught.push((error as Error).message));
        if (awaits) await done;
      });
      flow.when("x").to(lateBoom);

      expect((await flow.start()).status).toBe("completed");
      await breath();
      expect(caught).toEqual(["sub boom"]);
    }
  });

  it("fails its chunk when it is returned or awaited", async () => {
    for (const async of [true, false]) {
      const flow = new TriggerFlow("returned");
      flow.to((data) => data.emit("outer").catch((error: unknown) => (error as Error).message)).end();
      flow.when("outer").to(async ? async (data) => await data.emit("x") : (data) => data.emit("x"));
      flow.when("x").to(boom);

      expect((await flow.start()).result).toBe("sub boom");
    }
  });

  it("can stand among others in Promise.all, of which one fails", async () => {
    const flow = new TriggerFlow("all");
    flow
      .to((data) =>
        Promise.all([data.emit("x"), data.emit("fine"), data.emit("x")]).catch(
          (error: unknown) => (error as Error).message,
        ),
      )
      .end();
    flow.when("x").to(lateBoom);
    flow.when("fine").to(breath);

    expect(await flow.start()).toMatchObject({ status: "completed", result: "sub boom" });
  });

  it("may be awaited long after it has failed", async () => {
    const flow = new TriggerFlow("later");
    flow
      .to(async (data) => {
        const done = data.emit("x");
        await breath();
        await breath();
        return done.then(
          () => "fine",
          (error: unknown) => (error as Error).message,
        );
      })
      .end();
    flow.when("x").to(boom);

    expect(await flow.start()).toMatchObject({ status: "completed", result: "sub boom" });
  });
});
