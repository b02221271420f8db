/** A call that runs again behind a restart: what it had done is not done twice, and what it had read is read again. */
import { type ExecutionSnapshot, MemoryStream, TriggerFlow } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { breath, collect } from "../probes.js";
import { Door, reload } from "../snapshot/reload.js";

function open(): Door {
  const door = new Door();
  door.open();
  return door;
}

async function killed(
  define: (door: Door) => TriggerFlow,
  options: { readonly stream?: MemoryStream } = {},
): Promise<ExecutionSnapshot> {
  const door = new Door();
  const execution = define(door).createExecution(options);
  void execution.start();
  await door.reached;
  await breath();
  const saved = execution.save();
  await execution.cancel();
  return saved;
}

describe("a call behind a restart", () => {
  it("does nothing twice: state, signals, stream items, flow data, results", async () => {
    const define = (door: Door): TriggerFlow => {
      const flow = new TriggerFlow("effects");
      flow.to(async (data) => {
        data.state.append("list", 1);
        await data.emit("Awaited", 2);
        data.emitNowait("Posted", 3);
        await data.setState("key", 4);
        await data.putIntoStream("early");
        data.flowData.append("shared", 5);
        data.setResult("first");
        await door.pass(0);
        data.state.append("list", 6);
        await data.putIntoStream("late");
      });
      for (const name of ["Awaited", "Posted"])
        flow.when(name).to((data) => {
          data.state.append("heard", [name, data.value]);
        });
      flow.when({ state: "key" }).to((data) => {
        data.state.append("heard", ["key", data.value]);
      });
      return flow;
    };
    const saved = await killed(define);
    const flow = define(open());
    const execution = reload(flow, saved);
    const read = collect(execution.getRuntimeStream());
    const outcome = await execution.resume();
    await read.ended;

    expect(outcome).toMatchObject({ status: "completed", result: "first" });
    const { heard, ...state } = outcome.state as { readonly heard: readonly unknown[] };
    expect(state).toEqual({ list: [1, 6], key: 4 });
    expect(heard).toHaveLength(3);
    expect(heard).toEqual(
      expect.arrayContaining([
        ["Awaited", 2],
        ["Posted", 3],
        ["key", 4],
      ]),
    );
    expect(read.items).toEqual(["late"]);
    expect(flow.getFlowData("shared")).toBeUndefined(); // it was the other process's
  });

  it("finds in the state what it had found, so that it does the same things again", async () => {
    const found: unknown[] = [];
    const define = (door: Door): TriggerFlow => {
      const flow = new TriggerFlow("counter");
      flow
        .to((data) => {
          data.state.set("count", 1);
        })
        .to(async (data) => {
          const count = data.state.get("count") as number;
          found.push(count);
          data.state.set("count", count + 1);
          found.push(data.state.get("count"));
          await door.pass(0);
          data.state.set("count", (data.state.get("count") as number) + 10);
        });
      return flow;
    };
    const outcome = await reload(define(open()), await killed(define)).resume();

    expect(found).toEqual([1, 2, 1, 2]);
    expect(outcome.state).toEqual({ count: 12 });
  });

  it("waits for what an emit had under way, without emitting again", async () => {
    const order: string[] = [];
    const define = (door: Door): TriggerFlow => {
      const flow = new TriggerFlow("emits");
      flow
        .to(async (data) => {
          const receipt = await data.emit("Work", "w");
          order.push(`emitted ${String(receipt.delivered)}`);
          return "end";
        })
        .end();
      flow
        .when("Work")
        .to((data) => {
          order.push("began");
          return door.pass(data.value);
        })
        .to(() => {
          order.push("worked");
        });
      return flow;
    };
    const outcome = await reload(define(open()), await killed(define)).resume();

    expect(outcome.result).toBe("end");
    expect(order).toEqual(["began", "began", "worked", "emitted true"]);
  });

  it("gives a failure behind the restart to the emit that waits for it, which is done again if it had failed (F36)", async () => {
    let turn = 0;
    const define = (door: Door): TriggerFlow => {
      const flow = new TriggerFlow("catches");
      flow
        .to(async (data) => {
          const first = await data.emit("Fail").then(
            () => "fine",
            (error: unknown) => (error as Error).message,
          );
          await door.pass(0);
          return first;
        })
        .end();
      flow.when("Fail").to(() => {
        turn++;
        throw new RangeError("no");
      });
      return flow;
    };
    const outcome = await reload(define(open()), await killed(define)).resume();

    expect(outcome).toMatchObject({ status: "completed", result: "no" });
    expect(turn).toBe(2); // what failed left nothing behind that could be gone on with
  });

  it("goes on with the attempt that it was in (F36)", async () => {
    const attempts: number[] = [];
    const define = (door: Door): TriggerFlow => {
      const flow = new TriggerFlow("retries");
      flow
        .to(
          async (data) => {
            attempts.push(data.attempt);
            if (data.attempt < 3) throw new RangeError("not yet");
            await door.pass(0);
            throw new RangeError("never");
          },
          { retry: 4, onError: (data) => data.value.attempts },
        )
        .end();
      return flow;
    };
    const outcome = await reload(define(open()), await killed(define)).resume();

    expect(outcome.result).toBe(4);
    expect(attempts).toEqual([1, 2, 3, 3, 4]);
  });

  it("has its whole time again (F37)", async () => {
    const clock = new ManualClock();
    const define = (door: Door): TriggerFlow => {
      const flow = new TriggerFlow("timed");
      flow
        .to(() => door.pass(0), { timeoutMs: 100, onError: (data) => (data.value.error as { code: string }).code })
        .end();
      return flow;
    };
    const stream = new MemoryStream({ clock });
    const saved = await killed(define, { stream });
    await clock.advanceAsync(500);
    const execution = reload(define(new Door()), saved, { stream });
    const run = execution.resume();
    await clock.advanceAsync(99);
    expect(execution.status).toBe("running");
    await clock.advanceAsync(1);

    expect((await run).result).toBe("TIMEOUT");
    expect(clock.pending).toBe(0);
  });

  it("survives a second restart before it has come as far as the first", async () => {
    const define = (early: Door, late: Door): TriggerFlow => {
      const flow = new TriggerFlow("again");
      flow.to(async (data) => {
        data.state.append("log", "a");
        await early.pass(0);
        data.state.append("log", (data.state.get("log", []) as unknown[]).length);
        await data.emit("Note", "b");
        await late.pass(0);
        data.state.append("log", "c");
      });
      flow.when("Note").to((data) => {
        data.state.append("log", data.value);
      });
      return flow;
    };
    const first = await killed((door) => define(open(), door));
    const early = new Door();
    const second = reload(define(early, open()), first);
    void second.resume();
    await early.reached; // behind the first step only
    const saved = second.save();
    await second.cancel();

    expect(saved.work).toEqual(first.work);
    expect((await reload(define(open(), open()), saved).resume()).state).toEqual({ log: ["a", 1, "b", "c"] });
  });
});
