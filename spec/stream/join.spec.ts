/** `join`: the events of a view as an async iterator. What happens when its buffer is full is `join.overflow.spec.ts`. */
import { MemoryStream } from "millrace";
import { describe, expect, it } from "vitest";
import { caught } from "../caught.js";
import { countListeners, listeners } from "./count.js";
import { Other, rejected, Tick } from "./events.js";

async function send(stream: MemoryStream, ...numbers: number[]): Promise<void> {
  for (const n of numbers) await stream.send(new Tick(n));
}

describe("join", () => {
  it("gives the events of a view in order, those from before the loop included", async () => {
    const stream = new MemoryStream();
    const ticks = stream.where(Tick).join({ maxEvents: 3 });
    await send(stream, 1, 2);
    await stream.send(new Other());
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { n } of ticks) seen.push(n);
    })();

    await send(stream, 3, 4);
    await reading;

    expect(seen).toEqual([1, 2, 3]);
  });

  it("gives each event once", async () => {
    const stream = new MemoryStream();
    const all = stream.join({ maxEvents: 2 });
    const tick = new Tick();
    await stream.send(tick);
    await stream.send(tick);

    const seen: unknown[] = [];
    for await (const event of all) seen.push(event);
    expect(seen).toEqual([tick, tick]);
  });

  it("is what iterating a view does", async () => {
    const stream = new MemoryStream();
    const seen: number[] = [];
    stream.where(Other).subscribe(() => send(stream, 1, 2, 3));
    const iterator = stream.where(Tick)[Symbol.asyncIterator]();
    await stream.send(new Other());

    for await (const { n } of iterator) {
      seen.push(n);
      if (n === 2) break;
    }

    expect(seen).toEqual([1, 2]);
    expect(listeners(stream)).toBe(1);
  });

  it("serves several waiting readers in the order in which they asked", async () => {
    const stream = new MemoryStream();
    const join = stream.where(Tick).join({ maxEvents: 2 });
    const order: string[] = [];
    const asked = ["first", "second", "third"].map(async (name) => {
      const { value, done } = await join.next();
      order.push(`${name} ${done ? "done" : String(value.n)}`);
    });

    await send(stream, 1, 2);
    await Promise.all(asked);

    expect(order).toEqual(["first 1", "second 2", "third done"]);
  });

  it.each([0, -1, 1.5, NaN])("refuses maxEvents: %s", (maxEvents) => {
    const stream = new MemoryStream();

    expect(caught(() => stream.join({ maxEvents })).code).toBe("OPTION_INVALID");
    expect(listeners(stream)).toBe(0);
  });

  it.each([{ buffer: 0 }, { buffer: -1, overflow: "suspend" }, { overflow: "explode" }])("refuses %o", (options) => {
    const stream = new MemoryStream();

    expect(caught(() => stream.join(options as never)).code).toBe("OPTION_INVALID");
    expect(listeners(stream)).toBe(0);
  });
});

describe("the end of a join", () => {
  it("comes with maxEvents, without waiting for the reader", async () => {
    const stream = new MemoryStream();
    const join = stream.where(Tick).join({ maxEvents: 2 });

    await send(stream, 1, 2, 3);

    expect(listeners(stream)).toBe(0);
    expect([(await join.next()).value?.n, (await join.next()).value?.n]).toEqual([1, 2]);
    expect(await join.next()).toEqual({ done: true, value: undefined });
  });

  it("comes with break, and frees the subscription", async () => {
    const stream = new MemoryStream();
    const join = stream.join();
    await send(stream, 1, 2);

    for await (const _ of join) break;

    expect(listeners(stream)).toBe(0);
    expect((await join.next()).done).toBe(true);
  });

  it("comes with an error in the loop", async () => {
    const stream = new MemoryStream();
    const join = stream.join();
    await send(stream, 1);
    const error = new Error("in the loop");

    const reading = (async () => {
      for await (const _ of join) throw error;
    })();

    await expect(reading).rejects.toBe(error);
    expect(listeners(stream)).toBe(0);
  });

  it.each(["return", "dispose", "asyncDispose"] as const)(
    "comes with %s; what was unread is forgotten",
    async (way) => {
      const stream = new MemoryStream();
      const join = stream.join();
      await send(stream, 1);

      if (way === "return") await join.return();
      else if (way === "dispose") join[Symbol.dispose]();
      else await join[Symbol.asyncDispose]();

      expect(listeners(stream)).toBe(0);
      expect((await join.next()).done).toBe(true);
    },
  );

  it("comes to a reader that waits", async () => {
    const stream = new MemoryStream();
    const join = stream.join();
    const waiting = [join.next(), join.next()];

    await stream.close();

    expect(await Promise.all(waiting)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
  });

  it("comes with the stream's, after what is unread", async () => {
    const stream = new MemoryStream();
    const join = stream.where(Tick).join();
    await send(stream, 1);

    await stream.close();

    expect((await join.next()).value?.n).toBe(1);
    expect((await join.next()).done).toBe(true);
    expect(caught(() => stream.join()).code).toBe("STREAM_CLOSED");
  });

  it("comes with its signal, as ABORTED, once", async () => {
    const stream = new MemoryStream();
    const controller = new AbortController();
    const join = stream.join({ signal: controller.signal });
    const waiting = [join.next(), join.next()];
    const reason = new Error("enough");

    controller.abort(reason);

    expect(await rejected(waiting[0]!)).toMatchObject({ code: "ABORTED", cause: reason });
    expect((await waiting[1]!).done).toBe(true);
    expect((await join.next()).done).toBe(true);
    expect(listeners(stream)).toBe(0);
  });

  it.each<[string, (stream: MemoryStream, join: Disposable) => unknown]>([
    ["disposed", (_, join) => join[Symbol.dispose]()],
    ["closed with its stream", (stream) => stream.close()],
    ["full", (stream) => send(stream, 1, 2)],
  ])("leaves no listener on the signal of a join that is %s", async (_, end) => {
    const stream = new MemoryStream();
    const { signal } = new AbortController();
    const counts = countListeners(signal);
    const join = stream.join({ signal, maxEvents: 2 });
    expect(counts()).toBe(1);

    await end(stream, join);

    expect(counts()).toBe(0);
  });

  it("comes with a signal that was aborted before", async () => {
    const stream = new MemoryStream();
    const join = stream.join({ signal: AbortSignal.abort() });

    expect(listeners(stream)).toBe(0);
    expect((await rejected(join.next())).code).toBe("ABORTED");
  });
});
