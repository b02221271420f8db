/** Running the handlers of one event: order, who joins and leaves meanwhile, failures kept apart. */
import { MemoryStream, type Subscription } from "millrace";
import { describe, expect, it } from "vitest";
import { gate, Other, rejected, settle, Tick, Tock } from "./events.js";

describe("the handlers of an event", () => {
  it("run in the order of their registration, whatever their filters", async () => {
    const stream = new MemoryStream();
    const order: string[] = [];
    stream.where(Tick, { n: 1 }).subscribe(() => order.push("field"));
    stream.subscribe(() => order.push("everything"));
    stream.where(Tock).subscribe(() => order.push("subclass"));
    stream.where((event) => event instanceof Tick).subscribe(() => order.push("predicate"));
    stream.where([Tick, Other]).subscribe(() => order.push("union"));
    stream.where(Tick, { n: 1 }).subscribe(() => order.push("field again"));

    await stream.send(new Tock(1));

    expect(order).toEqual(["field", "everything", "subclass", "predicate", "union", "field again"]);
  });

  it("run each after the former has finished", async () => {
    const stream = new MemoryStream();
    const order: string[] = [];
    const first = gate();
    stream.subscribe(async () => {
      order.push("first begins");
      await first.opened;
      order.push("first ends");
    });
    stream.subscribe(() => order.push("second"));

    const sent = stream.send(new Tick());
    await settle();
    expect(order).toEqual(["first begins"]);

    first.open();
    await sent;
    expect(order).toEqual(["first begins", "first ends", "second"]);
  });

  it("have run when send returns, if none of them waits", () => {
    const stream = new MemoryStream();
    const order: string[] = [];
    stream.where(Tick).subscribe((_, context) => {
      order.push("parent begins");
      void context.send(new Other());
      order.push("parent ends");
    });
    stream.where(Other).subscribe(() => order.push("child"));

    void stream.send(new Tick());

    expect(order).toEqual(["parent begins", "child", "parent ends"]);
  });

  it("keep two sends in order when the first is awaited", async () => {
    const stream = new MemoryStream();
    const order: string[] = [];
    stream.where(Tick).subscribe(async ({ n }) => {
      order.push(`in ${String(n)}`);
      await Promise.resolve();
      order.push(`out ${String(n)}`);
    });

    await stream.send(new Tick(1));
    await stream.send(new Tick(2));

    expect(order).toEqual(["in 1", "out 1", "in 2", "out 2"]);
  });

  it("are called as often as the same function was subscribed", async () => {
    const stream = new MemoryStream();
    let calls = 0;
    const count = (): number => calls++;
    stream.subscribe(count);
    stream.where(Tick).subscribe(count);

    await stream.send(new Tick());

    expect(calls).toBe(2);
  });
});

describe("concurrent handlers", () => {
  it("start in their turn and are awaited at the end", async () => {
    const stream = new MemoryStream();
    const order: string[] = [];
    const slow = gate();
    stream.subscribe(
      async () => {
        order.push("concurrent begins");
        await slow.opened;
        order.push("concurrent ends");
      },
      { concurrent: true },
    );
    stream.subscribe(async () => {
      order.push("next begins");
      await Promise.resolve();
      order.push("next ends");
    });
    let delivered = false;
    const sent = stream.send(new Tick()).then(() => (delivered = true));

    await settle();
    expect(order).toEqual(["concurrent begins", "next begins", "next ends"]);
    expect(delivered).toBe(false);

    slow.open();
    await sent;
    expect(order.at(-1)).toBe("concurrent ends");
  });

  it("run beside each other, also behind one that is awaited", async () => {
    const stream = new MemoryStream();
    const order: string[] = [];
    const [one, two] = [gate(), gate()];
    stream.subscribe(() => Promise.resolve());
    for (const [name, { opened }] of Object.entries({ one, two })) {
      stream.subscribe(() => opened.then(() => order.push(name)), { concurrent: true });
    }

    const sent = stream.send(new Tick());
    await settle();
    two.open();
    await settle();
    one.open();
    await sent;

    expect(order).toEqual(["two", "one"]);
  });
});

describe("who comes and goes during a delivery", () => {
  it.each(["sync", "async"] as const)("is not called when it joins (%s)", async (kind) => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.where(Tick).subscribe(
      () => {
        stream.where(Tick).subscribe(() => seen.push("joined"), { once: true });
        return kind === "async" ? Promise.resolve() : undefined;
      },
      { once: true },
    );
    stream.where(Tick).subscribe(() => seen.push("there"));

    await stream.send(new Tick());
    expect(seen).toEqual(["there"]);

    await stream.send(new Tick());
    expect(seen).toEqual(["there", "there", "joined"]);
  });

  it.each(["sync", "async"] as const)("is not called any more when it leaves (%s)", async (kind) => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.where(Tick).subscribe(() => {
      leaving.unsubscribe();
      return kind === "async" ? Promise.resolve() : undefined;
    });
    const leaving = stream.where(Tick).subscribe(() => seen.push("left"));
    stream.where(Tick).subscribe(() => seen.push("there"));

    await stream.send(new Tick());

    expect(seen).toEqual(["there"]);
  });

  it.each(["sync", "async"] as const)(
    "is not called any more when filters of several kinds meet (%s)",
    async (kind) => {
      const stream = new MemoryStream();
      const seen: string[] = [];
      stream.subscribe(() => {
        for (const one of leaving) one.unsubscribe();
        return kind === "async" ? Promise.resolve() : undefined;
      });
      const leaving: Subscription[] = [
        stream.where(Tick, { n: 1 }).subscribe(() => seen.push("left field")),
        stream.where(Tick).subscribe(() => seen.push("left class")),
      ];
      stream.where(Tick, { n: 1 }).subscribe(() => seen.push("there"));

      await stream.send(new Tick(1));

      expect(seen).toEqual(["there"]);
    },
  );

  it("ends its own subscription without disturbing the others", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    const own: Subscription = stream.where(Tick).subscribe(() => {
      seen.push("own");
      own.unsubscribe();
    });
    stream.where(Tick).subscribe(() => seen.push("other"));

    for (let round = 0; round < 2; round++) await stream.send(new Tick());

    expect(seen).toEqual(["own", "other", "other"]);
  });

  it("is not called any more when the stream closes in a handler", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.subscribe(() => stream.close());
    stream.subscribe(() => seen.push("behind"));

    expect(await stream.send(new Tick())).toBe(true);

    expect(seen).toEqual([]);
    expect((await rejected(stream.send(new Tick()))).code).toBe("STREAM_CLOSED");
  });
});

describe("what a handler returns", () => {
  it.each(["plain", "nested"])("is awaited once, lest a lazy thenable does its work twice (%s)", async (kind) => {
    const stream = new MemoryStream();
    let runs = 0;
    stream.where(Tick).subscribe(() => ({
      then(done: () => void) {
        runs++;
        done();
      },
    }));
    stream.where(Other).subscribe((_, context) => context.send(new Tick()));

    await stream.send(kind === "plain" ? new Tick() : new Other());

    expect(runs).toBe(1);
  });
});
