/** `get`: the next matching event as a future. */
import { type EventFuture, MemoryStream } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { caught } from "../caught.js";
import { listeners } from "./count.js";
import { gate, Other, rejected, settle, Tick, Tock } from "./events.js";

describe("get", () => {
  it("resolves with the next matching event, and frees itself", async () => {
    const stream = new MemoryStream();
    const next = stream.get(Tick);
    const tock = new Tock();

    await stream.send(new Other());
    expect(next.settled).toBe(false);
    await stream.send(tock);

    expect(listeners(stream)).toBe(0);
    expect(await next).toBe(tock);
    expect(await next).toBe(tock);
  });

  it("listens from the call on, not from the await", async () => {
    const stream = new MemoryStream();
    const earlier = new Tick(1);
    await stream.send(new Tick(0));
    const next = stream.get(Tick);

    await stream.send(earlier);
    await stream.send(new Tick(2));

    expect(await next).toBe(earlier);
  });

  it.each([
    ["a class", (stream: MemoryStream): EventFuture<Tick> => stream.get(Tick)],
    ["a field", (stream: MemoryStream): EventFuture<Tick> => stream.get(Tick.field("n").eq(1))],
    ["a list", (stream: MemoryStream): EventFuture<Tick> => stream.get([Tock, Tick])],
    [
      "a guard",
      (stream: MemoryStream): EventFuture<Tick> => stream.get((event): event is Tick => event instanceof Tick),
    ],
    ["a view", (stream: MemoryStream): EventFuture<Tick> => stream.where(Tick).get()],
    ["a view and a filter", (stream: MemoryStream): EventFuture<Tick> => stream.where(Tick).get(Tick.field("n").gt(0))],
    ["a view and options", (stream: MemoryStream): EventFuture<Tick> => stream.where(Tick).get({ timeoutMs: 1000 })],
  ])("takes %s", async (_, get) => {
    const stream = new MemoryStream();
    using next = get(stream);

    await stream.send(new Other());
    await stream.send(new Tick(1));

    expect(await next).toMatchObject({ n: 1 });
  });

  it.each([null, 3, "tick", [], new Date(0)])("refuses %o, which is no filter", (thing) => {
    const stream = new MemoryStream();

    expect(caught(() => stream.get(thing as never)).code).toBe("FILTER_INVALID");
    expect(listeners(stream)).toBe(0);
  });

  it("does not hear of what an interrupter suppressed, and hears what it made of it", async () => {
    const stream = new MemoryStream();
    stream.where(Tick, { n: 1 }).subscribe(() => null, { interrupt: true });
    stream.where(Tick, { n: 2 }).subscribe((event) => event.with({ n: 3 }), { interrupt: true });
    using next = stream.get(Tick);

    await stream.send(new Tick(1));
    expect(next.settled).toBe(false);
    await stream.send(new Tick(2));

    expect(await next).toMatchObject({ n: 3 });
  });

  it("is settled before any subscriber runs, however long that takes", async () => {
    const stream = new MemoryStream();
    const open = gate();
    stream.subscribe(() => open.opened);
    const next = stream.get(Tick);

    const sent = stream.send(new Tick(7));

    expect((await next).n).toBe(7);
    open.open();
    await sent;
  });

  it("may be awaited late, by several, and through every method of a promise", async () => {
    const stream = new MemoryStream();
    const next = stream.get(Tick);
    let ended = false;
    const early = next.finally(() => (ended = true));
    await stream.send(new Tick(4));

    expect((await early).n).toBe(4);
    expect(ended).toBe(true);
    expect((await next.catch(() => expect.fail())).n).toBe(4);
    expect(await Promise.all([next, next])).toHaveLength(2);
  });

  it("waits beside a thousand others for its own event", async () => {
    const stream = new MemoryStream();
    const others = Array.from({ length: 1000 }, (_, index) => stream.get(Tick.field("n").eq(index)));
    const own = stream.get(Tick.field("n").eq(-1));

    await stream.send(new Tick(-1));

    expect((await own).n).toBe(-1);
    expect(others.some(({ settled }) => settled)).toBe(false);
    for (const other of others) other[Symbol.dispose]();
    expect(listeners(stream)).toBe(0);
  });

  it("costs the same after thousands of others came and went inside a delivery", async () => {
    const stream = new MemoryStream();
    const { subject } = (await import("../../lib/stream/stream-view.js")).coreOf(stream);
    for (let round = 0; round < 200; round++) {
      const next = stream.get(Tick);
      await stream.send(new Tick());
      await next;
    }

    expect(subject.index.routeOfClass(Tick).observer.all.seats.length).toBeLessThan(5);
  });
});

describe("a future that is given up", () => {
  it("rejects with TIMEOUT when its time is over", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const next = stream.get(Tick, { timeoutMs: 100 });

    clock.advance(99);
    expect(next.settled).toBe(false);
    clock.advance(1);

    expect(await rejected(next)).toMatchObject({ code: "TIMEOUT", details: { timeoutMs: 100 } });
    expect(listeners(stream)).toBe(0);
  });

  it("leaves no timer behind when its event comes", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const next = stream.get(Tick, { timeoutMs: 100 });

    await stream.send(new Tick());

    expect(clock.pending).toBe(0);
    await next;
  });

  it.each([0, -1, NaN, Infinity, 2 ** 31])("refuses a timeoutMs of %s, and leaves nobody listening", (timeoutMs) => {
    const stream = new MemoryStream();

    expect(caught(() => stream.get(Tick, { timeoutMs })).code).toBe("OPTION_INVALID");
    expect(listeners(stream)).toBe(0);
  });

  it("rejects with ABORTED and the reason, and stops listening to the signal", async () => {
    const stream = new MemoryStream();
    const controller = new AbortController();
    const next = stream.get(Tick, { signal: controller.signal });
    const reason = new Error("user left");

    controller.abort(reason);

    expect(await rejected(next)).toMatchObject({ code: "ABORTED", cause: reason });
    expect(listeners(stream)).toBe(0);
  });

  it("rejects when the signal was aborted before", async () => {
    const stream = new MemoryStream();
    const next = stream.get(Tick, { signal: AbortSignal.abort() });

    expect(listeners(stream)).toBe(0);
    expect((await rejected(next)).code).toBe("ABORTED");
  });

  it("rejects with FUTURE_DISPOSED when it was disposed", async () => {
    const stream = new MemoryStream();
    const next = stream.get(Tick);
    next[Symbol.dispose]();
    next[Symbol.dispose]();
    await stream.send(new Tick());

    expect(listeners(stream)).toBe(0);
    expect((await rejected(next)).code).toBe("FUTURE_DISPOSED");
  });

  it("rejects with STREAM_CLOSED when the stream closes", async () => {
    const stream = new MemoryStream();
    const next = stream.get(Tick);
    await stream.close();

    expect(await rejected(next)).toMatchObject({ code: "STREAM_CLOSED" });
    expect(caught(() => stream.get(Tick)).code).toBe("STREAM_CLOSED");
  });

  it("is no unhandled rejection when nobody awaits it", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => {
      unhandled.push(reason);
    };
    process.on("unhandledRejection", note);
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    void stream.get(Tick, { timeoutMs: 1 });
    void stream.get(Tick, { signal: AbortSignal.abort() });
    stream.get(Tick)[Symbol.dispose]();
    void stream.get(Tick);

    clock.advance(1);
    await stream.close();
    await settle();

    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  it("keeps its event when it is disposed, aborted or closed afterwards", async () => {
    const stream = new MemoryStream();
    const controller = new AbortController();
    const next = stream.get(Tick, { signal: controller.signal });
    await stream.send(new Tick(5));

    next[Symbol.dispose]();
    controller.abort();
    await stream.close();

    expect((await next).n).toBe(5);
  });
});
