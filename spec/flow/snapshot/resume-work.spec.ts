/** Going on with what a snapshot held: all of it, once, and what had been done is not done twice. */
import { type ExecutionSnapshot, FlowEvent, MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { breath } from "../probes.js";
import { Door, killed, open, reload } from "./reload.js";

describe("resume", () => {
  it("runs chunks again that had started and not finished, and no others (F44)", async () => {
    const ran: string[] = [];
    const define = (door: Door): TriggerFlow => {
      const flow = new TriggerFlow("chain");
      flow
        .to((data) => {
          ran.push("done");
          return data.value as unknown;
        })
        .to((data) => {
          ran.push("half");
          return door.pass(data.value);
        })
        .to((data) => {
          ran.push("next");
          return data.value;
        })
        .end();
      return flow;
    };
    const saved = await killed(define, "in");
    const outcome = await reload(define(open()), saved).resume();

    expect(outcome).toMatchObject({ status: "completed", result: "in" });
    expect(ran).toEqual(["done", "half", "half", "next"]);
  });

  it("goes on once, however often it is called", async () => {
    const ran: unknown[] = [];
    const define = (door: Door): TriggerFlow => {
      const flow = new TriggerFlow("twice");
      flow
        .to((data) => {
          ran.push(data.value);
          return door.pass(data.value);
        })
        .end();
      return flow;
    };
    const saved = await killed(define, 0);
    const door = new Door();
    const execution = reload(define(door), saved);
    const both = [execution.resume(), execution.resume()];
    await door.reached;
    const third = execution.resume();
    door.open();

    for (const outcome of await Promise.all([...both, third]))
      expect(outcome).toMatchObject({ status: "completed", result: 0 });
    expect(ran).toEqual([0, 0]);
    await expect(execution.resume()).rejects.toMatchObject({ code: "EXECUTION_CLOSED" });
  });

  it("begins nothing before all is back, so that a snapshot at its first event is whole", async () => {
    const define = (door: Door): TriggerFlow => {
      const flow = new TriggerFlow("whole");
      for (const name of ["a", "b", "c"])
        flow.to(
          async (data) => {
            await data.emit("Note", name);
          },
          { name },
        );
      flow
        .when("Note")
        .to((data) => door.pass(data.value))
        .to((data) => {
          data.state.append("noted", data.value);
        });
      return flow;
    };
    const saved = await killed(define);
    const stream = new MemoryStream();
    const second = reload(define(open()), saved, { stream });
    let first: ExecutionSnapshot | undefined;
    stream.subscribe((event) => {
      if (event instanceof FlowEvent) first ??= second.save();
    });
    await second.resume();

    const { state } = await reload(define(open()), first as ExecutionSnapshot).resume();

    expect([...(state["noted"] as string[])].sort()).toEqual(["a", "b", "c"]);
  });

  it("takes up sub-flows where they were, running or waiting (W-33)", async () => {
    const ran: string[] = [];
    const define = (door: Door): TriggerFlow => {
      const child = new TriggerFlow("child");
      child
        .to((data) => {
          ran.push("child began");
          return data.value as unknown;
        })
        .to((data) => door.pass(data.value))
        .to((data) => data.pauseFor({ id: "ask", payload: data.value }))
        .end();
      const flow = new TriggerFlow("parent");
      flow
        .toSubFlow(child)
        .to((data) => [data.value as unknown])
        .end();
      return flow;
    };
    const second = reload(define(open()), await killed(define, "in"));
    const { status, interrupts } = await second.resume();
    const third = reload(define(open()), second.save());
    await third.resume();
    await third.continueWith(interrupts[0]?.id ?? "", "out");

    expect([status, interrupts.map(({ id, payload }) => [id, payload])]).toEqual(["waiting", [["child/ask", "in"]]]);
    expect(await third.outcome).toMatchObject({ status: "completed", result: ["out"] });
    expect(ran).toEqual(["child began"]);
  });

  it("asks a condition again from the first case on, and goes one way", async () => {
    const asked: string[] = [];
    const define = (door: Door): TriggerFlow => {
      const flow = new TriggerFlow("asks");
      flow
        .match()
        .case(() => {
          asked.push("first");
          return false;
        })
        .to(() => "wrong")
        .case(async () => {
          asked.push("second");
          await door.pass(1);
          return true;
        })
        .to(() => "right")
        .endMatch()
        .end();
      return flow;
    };
    const outcome = await reload(define(open()), await killed(define)).resume();

    expect(outcome.result).toBe("right");
    expect(asked).toEqual(["first", "second", "first", "second"]);
  });

  it("goes on with posted signals, and with work behind answers", async () => {
    const define = (door: Door): TriggerFlow => {
      const flow = new TriggerFlow("posted");
      flow
        .to((data) => {
          data.emitNowait("Later", data.value);
          return door.pass(data.value);
        })
        .end();
      flow
        .when("Later")
        .to((data) => door.pass(data.value))
        .to((data) => {
          data.state.append("later", data.value);
        });
      flow
        .to((data) => data.pauseFor({ id: "ask" }))
        .to((data) => {
          data.state.append("answers", data.value);
          return door.pass(1);
        })
        .to((data) => {
          data.state.append("answers", "behind");
        });
      return flow;
    };
    const first = define(new Door()).createExecution();
    void first.start(0);
    await breath();
    void first.continueWith("ask", false).catch(() => undefined);
    await breath();
    const saved = first.save();
    await first.cancel();

    expect((await reload(define(open()), saved).resume()).state).toEqual({ later: [0], answers: [false, "behind"] });
  });

  it("obeys the limits that the new execution was given", async () => {
    let inside = 0;
    let most = 0;
    const define = (door: Door): TriggerFlow => {
      const flow = new TriggerFlow("limited");
      flow
        .to(() => [1, 2, 3, 4])
        .forEach()
        .to(async (data) => {
          most = Math.max(most, ++inside);
          await door.pass(data.value);
          await Promise.resolve();
          inside--;
          return data.value;
        })
        .endForEach()
        .end();
      return flow;
    };
    const saved = await killed(define);
    [inside, most] = [0, 0];

    expect((await reload(define(open()), saved, { concurrency: 1 }).resume()).result).toEqual([1, 2, 3, 4]);
    expect(most).toBe(1);
  });

  it("fails as the execution would have: a chunk that fails behind a restart rejects resume() (F36)", async () => {
    const define = (door: Door): TriggerFlow => {
      const flow = new TriggerFlow("fails");
      flow.to(async () => {
        await door.pass(1);
        throw new RangeError("behind the restart");
      });
      return flow;
    };
    const execution = reload(define(open()), await killed(define));

    await expect(execution.resume()).rejects.toThrow("behind the restart");
    await expect(execution.outcome).rejects.toThrow("behind the restart");
    expect(execution.status).toBe("failed");
  });
});

describe("a sub-flow that goes on behind an answer", () => {
  it("is under way in a snapshot, and ends behind the restart", async () => {
    const define = (door: Door): TriggerFlow => {
      const child = new TriggerFlow("child");
      child
        .to((data) => data.pauseFor({ id: "ask" }))
        .to((data) => door.pass(data.value))
        .end();
      const flow = new TriggerFlow("parent");
      flow
        .toSubFlow(child)
        .to((data) => [data.value as unknown])
        .end();
      return flow;
    };
    const door = new Door();
    const first = define(door).createExecution();
    await first.start();
    void first.continueWith("child/ask", 0).catch(() => undefined);
    await door.reached;
    const saved = first.save();
    await first.cancel();

    expect(saved.children).toEqual([]);
    expect(await reload(define(open()), saved).resume()).toMatchObject({ status: "completed", result: [0] });
  });
});
