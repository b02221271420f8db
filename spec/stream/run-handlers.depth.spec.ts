/** `maxDepth`: a handler that answers its own event for ever is stopped; what only looks like that is not. */
import { type Context, MemoryStream } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { gate, Other, rejected, settle, Tick } from "./events.js";

type Step = (event: Tick, context: Context, stream: MemoryStream) => unknown;
const next = ({ n }: Tick): Tick => new Tick(n + 1);

const endless: Readonly<Record<string, Step>> = {
  "awaits its context's send": (event, context) => context.send(next(event)),
  "awaits in an async function": async (event, context) => {
    await context.send(next(event));
  },
  "waits before it sends": async (event, context) => {
    await Promise.resolve();
    await context.send(next(event));
  },
  "awaits the stream's send": (event, _, stream) => stream.send(next(event)),
  "sends the same instance": (event, context) => context.send(event),
  "sends with a context of its own": (event, _, stream) => stream.send(next(event), stream.context()),
};

describe("a handler that sends its own event for ever", () => {
  it.each(Object.entries(endless))("is stopped when it %s", async (_, step) => {
    const stream = new MemoryStream();
    let calls = 0;
    stream.where(Tick).subscribe(function again(event, context) {
      calls++;
      return step(event, context, stream);
    });

    const error = await rejected(stream.send(new Tick()));

    expect(error).toMatchObject({ code: "MAX_DEPTH", details: { subscription: "again", maxDepth: 1000 } });
    expect(calls).toBeLessThan(1400);
  });

  it.each([5, 500, 1000])("is stopped at a maxDepth of %i when nobody awaits its sends", async (maxDepth) => {
    const stream = new MemoryStream({ maxDepth });
    const found = createDeferred<unknown>();
    stream.where(Tick).subscribe((event, context) => {
      context.send(next(event)).catch((error: unknown) => {
        found.resolve(error);
      });
    });

    void stream.send(new Tick());

    expect(await found.promise).toMatchObject({ code: "MAX_DEPTH" });
  });

  it.each(["awaits", "returns nothing"])("is stopped when it is an interrupter that %s", async (kind) => {
    const stream = new MemoryStream();
    let found: unknown;
    stream.where(Tick).subscribe(
      (event, context) => {
        const sent = context.send(next(event));
        if (kind === "awaits") return sent.then(() => event);
        sent.catch((error: unknown) => (found = error));
        return event;
      },
      { interrupt: true },
    );

    const error = await stream.send(new Tick()).then(
      () => found,
      (reason: unknown) => reason,
    );
    await settle();

    expect(error ?? found).toMatchObject({ code: "MAX_DEPTH" });
  });

  it("can be stopped sooner", async () => {
    const stream = new MemoryStream({ maxDepth: 3 });
    let calls = 0;
    stream.where(Tick).subscribe((event, context) => {
      calls++;
      return context.send(next(event));
    });

    await rejected(stream.send(new Tick()));

    expect(calls).toBe(4);
  });

  it("works again after it was stopped", async () => {
    const stream = new MemoryStream({ maxDepth: 3 });
    stream.where(Tick).subscribe((event, context) => (event.n < 0 ? undefined : context.send(next(event))));
    await rejected(stream.send(new Tick()));

    expect(await stream.send(new Tick(-1))).toBe(true);
    expect((await rejected(stream.send(new Tick()))).code).toBe("MAX_DEPTH");
  });
});

describe("what is no depth", () => {
  it("is a chain shorter than maxDepth, deeper than the stack is used", async () => {
    const stream = new MemoryStream();
    let calls = 0;
    stream.where(Tick).subscribe((event, context) => {
      calls++;
      return event.n < 900 ? context.send(next(event)) : undefined;
    });

    await stream.send(new Tick());

    expect(calls).toBe(901);
  });

  it("is a thousand sends at once into a handler that waits", async () => {
    const stream = new MemoryStream({ maxDepth: 3 });
    const open = gate();
    let calls = 0;
    stream.where(Tick).subscribe(() => {
      calls++;
      return open.opened;
    });
    stream.where(Other).subscribe(async (_, context) => {
      const sends = Array.from({ length: 1000 }, () => context.send(new Tick()));
      open.open();
      await Promise.all(sends);
    });

    await stream.send(new Other());

    expect(calls).toBe(1000);
  });

  it("is a chain of events that are sent after the handler has finished", async () => {
    const stream = new MemoryStream({ maxDepth: 3 });
    const done = gate();
    stream.where(Tick).subscribe((event, context) => {
      queueMicrotask(() => {
        if (event.n < 2000) void context.send(next(event));
        else done.open();
      });
    });

    void stream.send(new Tick());

    await done.opened;
  });

  it("is many handlers that answer each other once", async () => {
    const stream = new MemoryStream({ maxDepth: 3 });
    let last = 0;
    for (let n = 0; n < 50; n++) {
      stream.where(Tick, { n }).subscribe((event, context) => {
        last = event.n;
        return context.send(next(event));
      });
    }

    await stream.send(new Tick());

    expect(last).toBe(49);
  });
});
