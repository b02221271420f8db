/** Interrupters: they see an event before anybody else and decide what is passed on. */
import { EventSuppressed, MemoryStream } from "millrace";
import { recordEvents } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { gate, Other, rejected, settle, Tick, Tock } from "./events.js";

const INTERRUPT = { interrupt: true } as const;

function raise(error: Error): never {
  throw error;
}

describe.each([
  ["synchronous", <T>(value: T): T => value, (error: Error): never => raise(error)],
  [
    "asynchronous",
    <T>(value: T): T => Promise.resolve(value) as T,
    (error: Error): never => Promise.reject(error) as never,
  ],
])("a %s interrupter", (_, answer, fail) => {
  it("passes the event on", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    stream.where(Tick).subscribe((event) => answer(event), INTERRUPT);
    const tick = new Tick();

    expect(await stream.send(tick)).toBe(true);

    expect(record.events).toEqual([tick]);
  });

  it("replaces the event, for later interrupters, history and subscribers", async () => {
    const stream = new MemoryStream();
    const seen: number[] = [];
    stream.where(Tick).subscribe((event) => answer(event.with({ n: 10 })), INTERRUPT);
    stream.where(Tick).subscribe((event) => {
      seen.push(event.n);
      return answer(event.with({ n: event.n + 1 }));
    }, INTERRUPT);
    stream.where(Tick).subscribe(({ n }) => seen.push(n));

    await stream.send(new Tick(1));

    expect(seen).toEqual([10, 11]);
    expect((await stream.history.read()).map((event) => (event as Tick).n)).toEqual([11]);
  });

  it("sends an event of another class down the road of that class", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.where(Other).subscribe((event) => (seen.push("earlier, for Other"), event), INTERRUPT);
    stream.where(Tick).subscribe(() => answer(new Other()), INTERRUPT);
    stream.where(Tick).subscribe((event) => (seen.push("later, for Tick"), event), INTERRUPT);
    stream.where(Other).subscribe((event) => (seen.push("later, for Other"), event), INTERRUPT);
    stream.where(Tick).subscribe(() => seen.push("handler of Tick"));
    stream.where(Other).subscribe(() => seen.push("handler of Other"));

    await stream.send(new Tick());

    expect(seen).toEqual(["later, for Other", "handler of Other"]);
  });

  it("is asked by what the event is by then", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.where(Tick).subscribe((event) => answer(event.with({ n: 2 })), INTERRUPT);
    stream.where(Tick, { n: 1 }).subscribe((event) => (seen.push("one"), event), INTERRUPT);
    stream.where(Tick, { n: 2 }).subscribe((event) => (seen.push("two"), event), INTERRUPT);

    await stream.send(new Tick(1));

    expect(seen).toEqual(["two"]);
  });

  it("suppresses the event with null", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    using record = recordEvents(stream.where(Tick));
    stream.where(Tick).subscribe(() => answer(null), INTERRUPT);
    stream.where(Tick).subscribe((event) => (seen.push("later interrupter"), event), INTERRUPT);
    stream.where(Tick).subscribe(() => seen.push("subscriber"));

    expect(await stream.send(new Tick())).toBe(false);

    expect(seen).toEqual([]);
    expect(record.events).toEqual([]);
    expect(await stream.history.read()).toEqual([]);
  });

  it.each([
    ["nothing", undefined],
    ["true", true],
    ["a plain object", {}],
    ["false", false],
    ["an empty text", ""],
  ])("that returns %s is refused with its name", async (_title, value) => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.where(Tick).subscribe(() => answer(value) as never, { interrupt: true, name: "careless" });
    stream.where(Tick).subscribe(() => seen.push("handled"));

    const error = await rejected(stream.send(new Tick()));

    expect(error).toMatchObject({ code: "INTERRUPTER_NO_VERDICT", details: { interrupter: "careless" } });
    expect(seen).toEqual([]);
    expect(await stream.history.read()).toEqual([]);
  });

  it("that fails stops the event and rejects, whatever its error policy", async () => {
    const stream = new MemoryStream({ onError: "report" });
    const error = new Error("no");
    const seen: string[] = [];
    stream.where(Tick).subscribe(() => fail(error), { interrupt: true, onError: "report" });
    stream.where(Tick).subscribe(() => seen.push("handled"));

    await expect(stream.send(new Tick())).rejects.toBe(error);

    expect(seen).toEqual([]);
    expect(await stream.history.read()).toEqual([]);
  });

  it("is transparent to events that its filter refuses", async () => {
    const stream = new MemoryStream();
    stream.where((event) => event instanceof Tick).subscribe(() => answer(null), INTERRUPT);
    stream.where`${Tick.field("n")} > ${5}`.subscribe(() => answer(null), INTERRUPT);

    expect(await stream.send(new Other())).toBe(true);
  });
});

describe("several interrupters", () => {
  it("run one after the other, in order of registration", async () => {
    const stream = new MemoryStream();
    const order: string[] = [];
    const first = gate();
    stream.where(Tock).subscribe(async (event) => {
      order.push("first begins");
      await first.opened;
      order.push("first ends");
      return event;
    }, INTERRUPT);
    stream.subscribe((event) => (order.push("second"), event), INTERRUPT);
    stream.where(Tick).subscribe(async (event) => (order.push("third"), event), INTERRUPT);
    stream.subscribe(() => order.push("subscriber"));

    const sent = stream.send(new Tock());
    await settle();
    expect(order).toEqual(["first begins"]);

    first.open();
    await sent;
    expect(order).toEqual(["first begins", "first ends", "second", "third", "subscriber"]);
  });

  it.each(["sync", "async"] as const)("leave out who joined or left meanwhile (%s)", async (kind) => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.where(Tick).subscribe(
      (event) => {
        leaving.unsubscribe();
        stream.where(Tick).subscribe((other) => (seen.push("joined"), other), INTERRUPT);
        const changed = event.with({ n: event.n + 1 });
        return kind === "async" ? Promise.resolve(changed) : changed;
      },
      { interrupt: true, once: true },
    );
    const leaving = stream.where(Tick).subscribe((event) => (seen.push("left"), event), INTERRUPT);
    stream.where(Tick).subscribe((event) => (seen.push("there"), event), INTERRUPT);

    await stream.send(new Tick());
    expect(seen).toEqual(["there"]);

    await stream.send(new Tick());
    expect(seen).toEqual(["there", "there", "joined"]);
  });

  it.each(["sync", "async"] as const)("leave out who was unsubscribed by an earlier one (%s)", async (kind) => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.where(Tick).subscribe((event) => {
      leaving.unsubscribe();
      return kind === "async" ? Promise.resolve(event) : event;
    }, INTERRUPT);
    const leaving = stream.where(Tick).subscribe((event) => (seen.push("left"), event), INTERRUPT);
    stream.where(Tick).subscribe((event) => (seen.push("there"), event), INTERRUPT);

    await stream.send(new Tick());

    expect(seen).toEqual(["there"]);
  });

  it("let a subscriber that joins from an interrupter have the event", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.where(Tick).subscribe(
      (event) => {
        stream.where(Tick).subscribe(() => seen.push("joined"));
        return event;
      },
      { interrupt: true, once: true },
    );

    await stream.send(new Tick());

    expect(seen).toEqual(["joined"]);
  });

  it("may send events of their own before they answer", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    stream.where(Tick).subscribe(async (event, context) => {
      await context.send(new Other());
      return event;
    }, INTERRUPT);
    const tick = new Tick();

    await stream.send(tick);

    expect(record.events.map(({ constructor }) => constructor)).toEqual([Other, Tick]);
    expect(record.events[0]?.causedBy).toBe(tick.id);
  });
});

describe("a suppression", () => {
  it("makes a transient EventSuppressed with event, interrupter and cause", async () => {
    const stream = new MemoryStream();
    using record = recordEvents(stream);
    stream.where(Tick).subscribe((event) => event.with({ n: 2 }), INTERRUPT);
    stream.where(Tick).subscribe(() => null, { interrupt: true, name: "censor" });

    await stream.send(new Tick(1));

    const [notice] = record.of(EventSuppressed);
    expect(notice).toMatchObject({ event: { n: 2 }, interrupter: "censor" });
    expect(notice?.causedBy).toBe(notice?.event.id);
    expect(await stream.history.read()).toEqual([]);
  });

  it("of everything suppresses its own notice and comes to rest", async () => {
    const stream = new MemoryStream();
    let asked = 0;
    stream.subscribe(() => {
      asked++;
      return null;
    }, INTERRUPT);
    stream.where(EventSuppressed).subscribe(() => undefined);

    expect(await stream.send(new Tick())).toBe(false);

    expect(asked).toBe(2);
  });

  it("rejects when a handler of its notice fails", async () => {
    const stream = new MemoryStream();
    const error = new Error("cannot bear it");
    stream.where(Tick).subscribe(() => null, INTERRUPT);
    stream.where(EventSuppressed).subscribe(() => Promise.reject(error));

    await expect(stream.send(new Tick())).rejects.toBe(error);
  });
});
