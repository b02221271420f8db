/** Where the items of a `forEach` come from: read when there is room, told to stop when nobody wants more. */
import { type Execution, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

type Kind = "sync" | "async";

/** Endless numbers that note how far they were read, and whether they were told to stop. */
function endless(kind: Kind): { readonly source: unknown; readonly seen: { read: number; stopped: number } } {
  const seen = { read: 0, stopped: 0 };
  const wrap = (value: unknown): unknown => (kind === "sync" ? value : Promise.resolve(value));
  const iterator = {
    next: () => wrap({ done: false, value: ++seen.read }),
    return: () => {
      seen.stopped++;
      return wrap({ done: true, value: undefined });
    },
  };
  const key = kind === "sync" ? Symbol.iterator : Symbol.asyncIterator;
  return { source: { [key]: () => iterator }, seen };
}

/** Sends a source through a body. */
function over(source: unknown, body: (value: number) => unknown, concurrency = 2): TriggerFlow {
  const flow = new TriggerFlow("over");
  flow
    .to(() => source as Iterable<number>)
    .forEach({ concurrency })
    .to((data) => body(data.value))
    .endForEach()
    .end();
  return flow;
}

const never = (): Promise<never> => new Promise(() => undefined);

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => signal.addEventListener("abort", () => done()));

async function unhandledDuring(work: () => Promise<unknown>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): number => unhandled.push(reason);
  process.on("unhandledRejection", note);
  try {
    await work();
    await breath();
  } finally {
    process.off("unhandledRejection", note);
  }
  return unhandled;
}

describe("F7 a source that is read step by step", () => {
  it("gives all its items, sync or async, in order", async () => {
    async function* later(): AsyncGenerator<number> {
      for (const one of [1, 2, 3]) {
        await breath();
        yield one;
      }
    }
    function* now(): Generator<number> {
      yield* [1, 2, 3];
    }
    for (const source of [later, now]) {
      for (const concurrency of [1, 2, 5]) {
        const { result } = await over(source(), (value) => value * 10, concurrency).start();

        expect(result).toEqual([10, 20, 30]);
      }
    }
  });

  for (const kind of ["sync", "async"] as const) {
    it(`is read only when the window has room (${kind})`, async () => {
      const { source, seen } = endless(kind);
      const doors = Array.from({ length: 9 }, () => createDeferred<undefined>());
      const execution = over(source, (value) => doors[value]!.promise).createExecution();
      void execution.start();
      await breath();

      expect(seen.read).toBe(2);
      doors[1]!.resolve(undefined);
      await breath();
      expect(seen.read).toBe(3);
      await breath();
      expect(seen.read).toBe(3);
      await execution.cancel();
    });

    const ends: [string, (execution: Execution) => unknown][] = [
      ["is cancelled", (execution) => execution.cancel("enough")],
      ["fails elsewhere", (execution) => execution.emitNowait("Break")],
    ];
    for (const [title, end] of ends) {
      it(`is told to stop, once, when the execution ${title} while the window is full (${kind})`, async () => {
        const { source, seen } = endless(kind);
        const flow = over(source, never);
        flow.when("Break").to(() => Promise.reject(new Error("broken")));
        const execution = flow.createExecution();
        void execution.start().catch(() => undefined);
        await breath();
        expect(seen).toEqual({ read: 2, stopped: 0 });
        await end(execution);
        await breath();

        expect(seen).toEqual({ read: 2, stopped: 1 });
      });
    }

    it(`is told to stop when an item fails and somebody catches that (${kind})`, async () => {
      const { source, seen } = endless(kind);
      const flow = new TriggerFlow("caught");
      flow.to((data) => data.emit("Go").catch(() => undefined));
      flow
        .when("Go")
        .to(() => source as Iterable<number>)
        .forEach({ concurrency: 2 })
        .to((data) => (data.value === 2 ? Promise.reject(new Error("two")) : aborted(data.signal)))
        .endForEach();

      expect((await flow.start()).status).toBe("completed");
      await breath();
      expect(seen).toEqual({ read: 2, stopped: 1 });
    });
  }

  it("is told to stop while its next item is waited for, even one that never comes", async () => {
    let stopped = 0;
    const source = {
      [Symbol.asyncIterator]: () => ({ next: never, return: () => Promise.resolve({ done: true, value: ++stopped }) }),
    };
    const execution = over(source, (value) => value).createExecution();
    void execution.start();
    await breath();

    await execution.cancel();
    await breath();

    expect(stopped).toBe(1);
  });

  it("runs the finally of a generator when the execution is cancelled", async () => {
    const ended: string[] = [];
    function* source(): Generator<number> {
      try {
        for (let turn = 0; ; turn++) yield turn;
      } finally {
        ended.push("finally");
      }
    }
    const execution = over(source(), never).createExecution();
    void execution.start();
    await breath();
    await execution.cancel();
    await breath();

    expect(ended).toEqual(["finally"]);
  });

  it("is not told to stop when it has ended by itself", async () => {
    let stopped = 0;
    const items = [1, 2][Symbol.iterator]();
    const source = {
      [Symbol.iterator]: () => ({ next: () => items.next(), return: () => ({ done: true, value: ++stopped }) }),
    };

    expect((await over(source, (value) => value).start()).result).toEqual([1, 2]);
    expect(stopped).toBe(0);
  });

  it("leaves no unhandled rejection behind when it cannot stop", async () => {
    const [next, started] = [createDeferred<IteratorResult<number>>(), createDeferred<undefined>()];
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          started.resolve(undefined);
          return next.promise;
        },
        return: () => Promise.reject(new Error("cannot stop")),
      }),
    };
    const unhandled = await unhandledDuring(async () => {
      const execution = over(source, (value) => value).createExecution();
      void execution.start();
      await started.promise;
      await execution.cancel();
      next.resolve({ done: false, value: 1 });
      await breath();
    });

    expect(unhandled).toEqual([]);
  });

  for (const [title, next] of [
    [
      "throws",
      () => {
        throw new Error("broken source");
      },
    ],
    ["rejects", () => Promise.reject(new Error("broken source"))],
  ] as const) {
    for (const good of [0, 1]) {
      it(`that ${title} behind ${good} items fails the flow, and nothing else`, async () => {
        let turn = 0;
        const source = {
          [Symbol.asyncIterator]: () => ({
            next: () => (turn++ < good ? Promise.resolve({ done: false, value: 1 }) : next()),
          }),
        };
        const unhandled = await unhandledDuring(async () => {
          const started = over(source, (value) => value).start();
          const settled = await Promise.race([started.catch((error: unknown) => error), breath().then(breath)]);
          expect(settled).toMatchObject({ message: "broken source" });
        });
        expect(unhandled).toEqual([]);
      });
    }
  }

  it("fails the pass that it is read for, not the one that made room", async () => {
    const flow = new TriggerFlow("blame");
    const door = createDeferred<undefined>();
    const seen: string[] = [];
    function* broken(): Generator<number> {
      yield* [];
      throw new Error("broken source");
    }
    flow.to(async (data) => {
      const emit = (name: string, items: unknown): Promise<number> =>
        data.emit("Go", items).then(
          () => seen.push(`${name} resolves`),
          (error: unknown) => seen.push(`${name} rejects: ${(error as Error).message}`),
        );
      const both = [emit("good", [1]), emit("bad", broken())];
      await breath();
      door.resolve(undefined);
      await Promise.all(both);
    });
    flow
      .when("Go")
      .forEach({ concurrency: 1 })
      .to(() => door.promise)
      .endForEach();

    await flow.start();

    expect(seen.sort()).toEqual(["bad rejects: broken source", "good resolves"]);
  });
});
