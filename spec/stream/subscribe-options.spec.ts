/** Options of subscriptions. */
import { ChunkEnded, ChunkStarted, type Context, MemoryStream, type Subscription } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { caught } from "../caught.js";
import { countListeners, listeners } from "./count.js";
import { gate, rejected, settle, Tick } from "./events.js";

describe("once", () => {
  it("ends the subscription with the first matching event", async () => {
    const stream = new MemoryStream();
    const seen: number[] = [];
    stream.where`${Tick.field("n")} > ${1}`.subscribe(({ n }) => seen.push(n), { once: true });

    for (const n of [1, 2, 3]) await stream.send(new Tick(n));

    expect(seen).toEqual([2]);
    expect(listeners(stream)).toBe(0);
  });

  it("ends it before the handler runs, so that a nested event does not enter it", async () => {
    const stream = new MemoryStream();
    let calls = 0;
    stream.where(Tick).subscribe(
      (_, context) => {
        calls++;
        return context.send(new Tick());
      },
      { once: true },
    );

    await stream.send(new Tick());

    expect(calls).toBe(1);
  });

  it("lets one of two events at once through", async () => {
    const stream = new MemoryStream();
    const seen: number[] = [];
    const open = gate();
    stream.subscribe(() => open.opened);
    stream.where(Tick).subscribe(({ n }) => seen.push(n), { once: true });

    const sends = [stream.send(new Tick(1)), stream.send(new Tick(2))];
    open.open();
    await Promise.all(sends);

    expect(seen).toEqual([1]);
  });
});

describe("signal", () => {
  it("ends the subscription, also for an event on its way", async () => {
    const stream = new MemoryStream();
    const controller = new AbortController();
    const seen: number[] = [];
    stream.where(Tick, { n: 2 }).subscribe(() => {
      controller.abort();
    });
    stream.where(Tick).subscribe(({ n }) => seen.push(n), { signal: controller.signal });

    for (const n of [1, 2, 3]) await stream.send(new Tick(n));

    expect(seen).toEqual([1]);
    expect(listeners(stream)).toBe(1);
  });

  it("that was aborted before leaves nobody listening", () => {
    const stream = new MemoryStream();

    const subscription = stream.subscribe(() => undefined, { signal: AbortSignal.abort() });

    expect(subscription.closed).toBe(true);
    expect(listeners(stream)).toBe(0);
  });

  it.each<[string, (stream: MemoryStream, one: Subscription) => unknown]>([
    ["unsubscribed", (_, one) => one.unsubscribe()],
    ["closed with its stream", (stream) => stream.close()],
    ["through after one event", (stream) => stream.send(new Tick())],
  ])("is not listened to any more by a subscription that was %s", async (_, end) => {
    const stream = new MemoryStream();
    const { signal } = new AbortController();
    const counts = countListeners(signal);
    const one = stream.subscribe(() => undefined, { signal, once: true });
    expect(counts()).toBe(1);

    await end(stream, one);

    expect(counts()).toBe(0);
  });
});

describe("timeoutMs", () => {
  it("fails a handler that takes longer, and aborts its signal", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    let signal: AbortSignal | undefined;
    stream.subscribe(
      function slow(_event, context) {
        signal = context.signal;
        return new Promise(() => undefined);
      },
      { timeoutMs: 50 },
    );
    const tick = new Tick();

    const sent = stream.send(tick);
    expect(signal?.aborted).toBe(false);
    clock.advance(50);

    expect(await rejected(sent)).toMatchObject({
      code: "TIMEOUT",
      details: { subscription: "slow", event: tick.id, timeoutMs: 50 },
    });
    expect(signal?.reason).toMatchObject({ code: "TIMEOUT" });
  });

  it("lets the others run when the time is over", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const seen: string[] = [];
    stream.subscribe(() => new Promise(() => undefined), { timeoutMs: 50 });
    stream.subscribe(() => seen.push("behind"));

    const sent = stream.send(new Tick());
    clock.advance(50);

    await rejected(sent);
    expect(seen).toEqual(["behind"]);
  });

  it("starts anew for each event, and leaves no timer behind", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const gates = [gate(), gate()];
    stream.where(Tick).subscribe(({ n }) => gates[n]?.opened, { timeoutMs: 50 });

    for (const n of [0, 1]) {
      const sent = stream.send(new Tick(n));
      clock.advance(40);
      gates[n]?.open();
      expect(await sent).toBe(true);
    }

    expect(clock.pending).toBe(0);
  });

  it("asks the clock that is in force when the event comes", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream();
    stream.subscribe(() => new Promise(() => undefined), { timeoutMs: 50 });
    using _installed = clock.install();

    const sent = stream.send(new Tick());
    clock.advance(50);

    expect((await rejected(sent)).code).toBe("TIMEOUT");
  });

  it("ignores what the handler does after its time", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const late = gate();
    stream.subscribe(() => late.opened.then(() => Promise.reject(new Error("too late"))), { timeoutMs: 50 });

    const sent = stream.send(new Tick());
    clock.advance(50);
    await rejected(sent);
    late.open();
    await settle(); // an unhandled rejection would fail this run
  });

  it("keeps the other half of the signal: it aborts with the scope, too", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    const contexts: Context[] = [];
    stream.subscribe(
      (_, context) => {
        contexts.push(context);
        return open.opened;
      },
      { timeoutMs: 50 },
    );
    const open = gate();
    const owned = stream.context();

    const sent = owned.send(new Tick());
    const [context] = contexts;
    await owned.end();

    expect(context?.signal.reason).toMatchObject({ code: "SCOPE_ENDED" });
    open.open();
    await sent;
  });

  it("bounds interrupters, which stop the event", async () => {
    const clock = new ManualClock();
    const stream = new MemoryStream({ clock });
    stream.subscribe(() => new Promise<never>(() => undefined), { interrupt: true, timeoutMs: 50 });

    const sent = stream.send(new Tick());
    clock.advance(50);

    expect((await rejected(sent)).code).toBe("TIMEOUT");
    expect(await stream.history.read()).toEqual([]);
  });

  it.each([0, -5, NaN, Infinity, "soon"])("of %o is refused", (timeoutMs) => {
    expect(caught(() => new MemoryStream().subscribe(() => 1, { timeoutMs: timeoutMs as never })).code).toBe(
      "OPTION_INVALID",
    );
  });
});

describe("options that cannot work", () => {
  it.each([{ sequential: true }, { onError: "ignore" }, { interrupt: true, concurrent: true }, null, "once"])(
    "are refused: %o",
    (options) => {
      const stream = new MemoryStream();

      expect(caught(() => stream.subscribe(() => null, options as never)).code).toBe("HANDLER_INVALID");
      expect(listeners(stream)).toBe(0);
    },
  );

  it("are refused by the decorator form at once, before anything is attached", () => {
    expect(caught(() => new MemoryStream().subscribe({ sequential: true } as never)).code).toBe("HANDLER_INVALID");
  });

  it("refuses an interrupter of what has happened, which nothing could ever reach", () => {
    const stream = new MemoryStream();

    expect(caught(() => stream.where(ChunkEnded).subscribe(() => null, { interrupt: true })).code).toBe(
      "HANDLER_INVALID",
    );
    expect(stream.where([ChunkEnded, ChunkStarted]).subscribe(() => null, { interrupt: true }).closed).toBe(false);
  });

  it("refuses options before the handler", () => {
    const stream = new MemoryStream();

    expect(caught(() => stream.subscribe({ once: true } as never, (() => 1) as never)).code).toBe("HANDLER_INVALID");
  });
});
