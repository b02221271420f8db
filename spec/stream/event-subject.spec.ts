/** The road of an event: interrupters, record, observation, subscribers, flows; and what is nested in what. */
import { type BaseEvent, type EventLog, MemoryStorage, MemoryStream, type Storage } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { where } from "../../lib/filter/where.js";
import { coreOf } from "../../lib/stream/stream-view.js";
import { gate, type Gate, Other, rejected, settle, Tick } from "./events.js";

/** A storage whose appends wait for a gate, and fail when told to. */
function gatedStorage(gates: readonly Gate[], error?: Error): Storage {
  const inner = new MemoryStorage();
  let place = 0;
  return {
    log(id, options): EventLog {
      const log = inner.log(id, options);
      return {
        async append(event) {
          await gates[place++]?.opened;
          if (error) throw error;
          await log.append(event);
        },
        read: () => log.read(),
        replace: (events) => log.replace(events),
      };
    },
  };
}

describe("the road of an event", () => {
  it("leads through interrupters, record, observation, subscribers and flows, in this order", async () => {
    const order: string[] = [];
    const memory = new MemoryStorage().log("any", { retain: 10 });
    const storage: Storage = {
      log: () => ({
        append: (event) => {
          order.push("record");
          memory.append(event) as undefined;
        },
        read: () => memory.read(),
        replace: (events) => memory.replace(events),
      }),
    };
    const stream = new MemoryStream({ storage });
    coreOf(stream).subscribeFlow(where(Tick), "flow", () => order.push("flow"));
    stream.where(Tick).subscribe(() => order.push("subscriber"));
    coreOf(stream).observe(
      where(Tick),
      () => order.push("observer"),
      () => undefined,
    );
    stream.where(Tick).subscribe(
      (event) => {
        order.push("interrupter");
        return event;
      },
      { interrupt: true },
    );

    await stream.send(new Tick());

    expect(order).toEqual(["interrupter", "record", "observer", "subscriber", "flow"]);
  });

  it("delivers the very event that was sent", async () => {
    const stream = new MemoryStream();
    const seen: BaseEvent[] = [];
    stream.subscribe((event) => seen.push(event));
    const tick = new Tick();

    expect(await stream.send(tick)).toBe(true);

    expect(seen[0]).toBe(tick);
  });

  it("is true for an event that nobody wants", async () => {
    expect(await new MemoryStream().send(new Tick())).toBe(true);
  });

  it.each([null, undefined, 3, "tick", {}, { type: "tick" }, Tick])("refuses %o, which is no event", async (thing) => {
    const stream = new MemoryStream();
    const context = stream.context();

    expect((await rejected(stream.send(thing as never))).code).toBe("EVENT_EXPECTED");
    expect((await rejected(context.send(thing as never))).code).toBe("EVENT_EXPECTED");
  });
});

describe("an event that a handler sends", () => {
  it("is handled depth first: later subscribers see the child before its parent", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.where(Tick).subscribe(async (_, context) => {
      await context.send(new Other());
      seen.push("child was sent");
    });
    stream.subscribe((event) => seen.push(event.constructor.name));

    await stream.send(new Tick());

    expect(seen).toEqual(["Other", "child was sent", "Tick"]);
  });

  it("is recorded and observed behind its cause", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    stream.where(Tick).subscribe((_, context) => context.send(new Other()));
    const tick = new Tick();

    await stream.send(tick);

    expect(record.events.map(({ constructor }) => constructor)).toEqual([Tick, Other]);
    expect((await stream.history.read()).map(({ constructor }) => constructor)).toEqual([Tick, Other]);
  });

  it("names the event that it answers, down the chain", async () => {
    const stream = new MemoryStream();
    const texts: (string | undefined)[][] = [];
    stream.where(Tick).subscribe((_, context) => context.send(new Other("child")));
    stream.where(Other, { text: "child" }).subscribe(async (_, context) => {
      await Promise.resolve();
      await context.send(new Other("grandchild"));
    });
    stream.subscribe((event) => texts.push([event.id, event.causedBy]));
    const tick = new Tick();

    await stream.send(tick);

    const [grandchild, child, parent] = texts;
    expect(parent).toEqual([tick.id, undefined]);
    expect(child?.[1]).toBe(tick.id);
    expect(grandchild?.[1]).toBe(child?.[0]);
  });

  it("has no cause when it is sent through the stream", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream.where(Other));
    stream.where(Tick).subscribe(() => stream.send(new Other()));

    await stream.send(new Tick());

    expect(record.events[0]?.causedBy).toBeUndefined();
  });

  it("names what the interrupters made of its cause", async () => {
    const stream = new MemoryStream();
    const replacement = new Tick(2);
    using record = recordEvents(stream.where(Other));
    stream.where(Tick).subscribe(() => replacement, { interrupt: true });
    stream.where(Tick).subscribe((_, context) => context.send(new Other()));

    await stream.send(new Tick(1));

    expect(record.events[0]?.causedBy).toBe(replacement.id);
  });

  it("comes behind its cause for the subscribers of flows", async () => {
    const stream = new MemoryStream();
    const order: string[] = [];
    coreOf(stream).subscribeFlow(where(Tick), "flow", (_, context) => context.send(new Other()));
    stream.where(Tick).subscribe(() => order.push("tick"));
    stream.where(Other).subscribe(() => order.push("other"));

    await stream.send(new Tick());

    expect(order).toEqual(["tick", "other"]);
  });
});

describe("a storage that answers later", () => {
  it("is awaited before anybody observes or handles the event", async () => {
    const stored = gate();
    const stream = new MemoryStream({ storage: gatedStorage([stored]) });
    using record = recordEvents(stream);
    const seen: string[] = [];
    stream.where(Tick).subscribe(() => seen.push("handled"));

    const sent = stream.send(new Tick());
    await settle();
    expect([record.events.length, seen.length]).toEqual([0, 0]);

    stored.open();
    await sent;
    expect([record.events.length, seen.length]).toEqual([1, 1]);
  });

  it("decides the order of sends that nobody awaited", async () => {
    const gates = [gate(), gate()];
    const stream = new MemoryStream({ storage: gatedStorage(gates) });
    const seen: number[] = [];
    stream.where(Tick).subscribe(({ n }) => seen.push(n));

    const sends = [stream.send(new Tick(0)), stream.send(new Tick(1))];
    gates[1]?.open();
    await settle();
    gates[0]?.open();
    await Promise.all(sends);

    expect(seen).toEqual([1, 0]);
    expect((await stream.history.read()).map((event) => (event as Tick).n)).toEqual([1, 0]);
  });

  it("stops the event when it fails", async () => {
    const error = new Error("disk full");
    const stream = new MemoryStream({ storage: gatedStorage([], error) });
    const seen: string[] = [];
    stream.subscribe(() => seen.push("handled"));

    await expect(stream.send(new Tick())).rejects.toBe(error);
    expect(seen).toEqual([]);
  });

  it.each(["plain", "with an interrupter"])(
    "rejects the send, rather than throw, when it throws at once (%s)",
    async (way) => {
      const error = new Error("closed database");
      const stream = new MemoryStream({
        storage: {
          log: () => ({
            append: () => {
              throw error;
            },
            read: () => expect.fail(),
            replace: () => undefined,
          }),
        },
      });
      if (way !== "plain") stream.subscribe((event) => Promise.resolve(event), { interrupt: true });
      await stream.send(new Tick()).catch(() => undefined); // the second send of a class takes the short way

      await expect(stream.send(new Tick())).rejects.toBe(error);
    },
  );
});

describe("an event on its way when the stream closes", () => {
  it("is refused when an interrupter closes it", async () => {
    const stream = new MemoryStream();
    stream.subscribe((event) => (void stream.close(), event), { interrupt: true });

    expect((await rejected(stream.send(new Tick()))).code).toBe("STREAM_CLOSED");
    expect(await stream.history.read()).toEqual([]);
  });

  it("is refused when an interrupter still had it", async () => {
    const stream = new MemoryStream();
    const open = gate();
    stream.subscribe((event) => open.opened.then(() => event), { interrupt: true });

    const sent = stream.send(new Tick());
    await stream.close();
    open.open();

    expect((await rejected(sent)).code).toBe("STREAM_CLOSED");
    expect(await stream.history.read()).toEqual([]);
  });

  it("goes on to nobody when it was recorded", async () => {
    const stream = new MemoryStream();
    const open = gate();
    const seen: string[] = [];
    stream.subscribe(() => open.opened);
    stream.subscribe(() => seen.push("late"));

    const sent = stream.send(new Tick());
    await stream.close();
    open.open();

    expect(await sent).toBe(true);
    expect(seen).toEqual([]);
  });
});

describe("events that are sent from RxJS", () => {
  it("are sent like any other; failures are reported", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.where(Tick).subscribe(() => seen.push("tick"));

    coreOf(stream).subject.next(new Tick());

    expect(seen).toEqual(["tick"]);
  });
});
