/** The past of a stream: what is kept, and how it is read, replayed and replaced. */
import { BaseEvent, type History, MemoryStream } from "millrace";
import { describe, expect, it } from "vitest";
import { listeners } from "./count.js";
import { gate, Other, rejected, settle, Tick } from "./events.js";

class Delta extends BaseEvent {
  static readonly transient = true;
}

async function streamOf(count: number, retain = Infinity): Promise<{ stream: MemoryStream; events: Tick[] }> {
  const stream = new MemoryStream({ retain });
  const events = Array.from({ length: count }, (_, n) => new Tick(n));
  for (const event of events) await stream.send(event);
  return { stream, events };
}

describe("history", () => {
  it("keeps equal events, and the same one sent twice", async () => {
    const stream = new MemoryStream();
    const [one, equal] = [new Tick(1), new Tick(1)];

    for (const event of [one, equal, one]) await stream.send(event);

    const past = await stream.history.read();
    expect(past).toHaveLength(3);
    expect(past[1]).toBe(equal);
    expect(past[2]).toBe(one);
  });

  it("hands out copies of its list", async () => {
    const { stream } = await streamOf(2);

    ((await stream.history.read()) as unknown as BaseEvent[]).length = 0;

    expect(await stream.history.read()).toHaveLength(2);
  });

  it("leaves out transient events, which are delivered", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.where(Delta).subscribe(() => seen.push("delta"));

    await stream.send(new Delta());

    expect(seen).toEqual(["delta"]);
    expect(await stream.history.read()).toEqual([]);
  });

  it("keeps the last 10,000 events by default and says how many are gone", async () => {
    const stream = new MemoryStream();
    for (let n = 0; n < 10_003; n++) void stream.send(new Tick(n));

    const past = await stream.history.read();

    expect([past.length, past.dropped, (past[0] as Tick).n]).toEqual([10_000, 3, 3]);
  });

  it("keeps what retain says, nothing and everything included", async () => {
    for (const [retain, kept] of [
      [0, []],
      [2, [3, 4]],
      [Infinity, [0, 1, 2, 3, 4]],
    ] as const) {
      const { stream } = await streamOf(5, retain);

      const past = await stream.history.read();

      expect(past.map((event) => (event as Tick).n)).toEqual(kept);
      expect(past.dropped).toBe(5 - kept.length);
    }
  });

  it("still tells the past of a closed stream", async () => {
    const { stream, events } = await streamOf(2);
    await stream.close();

    expect(await stream.history.read()).toEqual(events);
  });
});

describe("history.since", () => {
  it("gives the events behind an id", async () => {
    const { stream, events } = await streamOf(3);

    expect(await stream.history.since(events[0]!.id)).toEqual(events.slice(1));
    expect(await stream.history.since(events[2]!.id)).toEqual([]);
  });

  it("refuses an id that is gone or was never there", async () => {
    const { stream, events } = await streamOf(3, 2);

    expect(await rejected(stream.history.since(events[0]!.id))).toMatchObject({
      code: "HISTORY_UNAVAILABLE",
      details: { id: events[0]!.id, kept: 2, dropped: 1 },
    });
    expect((await rejected(stream.history.since("nobody"))).code).toBe("HISTORY_UNAVAILABLE");
  });
});

describe("history.replay", () => {
  it("sends the past to another stream, in order, identity kept", async () => {
    const { stream, events } = await streamOf(3);
    const other = new MemoryStream();
    const seen: BaseEvent[] = [];
    other.subscribe((event) => seen.push(event));

    expect(await stream.history.replay(other)).toBe(3);

    expect(seen).toEqual(events);
    expect(await other.history.read()).toEqual(events);
  });

  it("calls a handler for each event when it has finished with the former", async () => {
    const { stream } = await streamOf(2);
    const order: string[] = [];
    const first = gate();

    const replayed = stream.history.replay(async (event) => {
      const { n } = event as Tick;
      order.push(`${String(n)} begins`);
      if (n === 0) await first.opened;
      order.push(`${String(n)} ends`);
    });
    await settle();
    expect(order).toEqual(["0 begins"]);

    first.open();
    await replayed;
    expect(order).toEqual(["0 begins", "0 ends", "1 begins", "1 ends"]);
  });

  it("ends when it goes to its own stream", async () => {
    const { stream } = await streamOf(2);

    expect(await stream.history.replay(stream)).toBe(2);
    expect(await stream.history.read()).toHaveLength(4);
  });

  it("stops at the first failure", async () => {
    const { stream } = await streamOf(3);
    const seen: unknown[] = [];

    const replayed = stream.history.replay((event) => {
      seen.push(event);
      throw new Error("enough");
    });

    await expect(replayed).rejects.toThrow("enough");
    expect(seen).toHaveLength(1);
  });

  it.each([null, undefined, {}, "stream"])("refuses to go to %o", async (target) => {
    expect((await rejected(new MemoryStream().history.replay(target as never))).code).toBe("OPTION_INVALID");
  });
});

describe("history.replace and clear", () => {
  it("puts other events in the place of all; nobody is told", async () => {
    const { stream } = await streamOf(3);
    const seen: unknown[] = [];
    stream.subscribe((event) => seen.push(event));
    const others = [new Other("a"), new Other("b")];

    await stream.history.replace(others);
    others.pop();

    expect((await stream.history.read()).map((event) => (event as Other).text)).toEqual(["a", "b"]);
    expect(seen).toEqual([]);
  });

  it("forgets all", async () => {
    const { stream } = await streamOf(3);

    await stream.history.clear();

    expect(await stream.history.read()).toEqual([]);
    expect(listeners(stream)).toBe(0);
  });

  it.each([[[new Tick(), "text"]], [null], [new Tick()], ["events"]])("refuses %o", async (events) => {
    const { stream } = await streamOf(1);

    expect((await rejected(stream.history.replace(events as never))).code).toBe("EVENT_EXPECTED");
    expect(await stream.history.read()).toHaveLength(1);
  });
});

describe("history: false", () => {
  const methods: Readonly<Record<string, (history: History) => Promise<unknown>>> = {
    read: (history) => history.read(),
    since: (history) => history.since("id"),
    replay: (history) => history.replay(() => undefined),
    replace: (history) => history.replace([]),
    clear: (history) => history.clear(),
  };

  it.each(Object.entries(methods))("makes %s reject with HISTORY_UNAVAILABLE", async (_, call) => {
    const stream = new MemoryStream({ history: false });
    await stream.send(new Tick());

    expect((await rejected(call(stream.history))).code).toBe("HISTORY_UNAVAILABLE");
  });
});
