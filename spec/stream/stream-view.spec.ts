/** Views: streams seen through filters. */
import { type BaseEvent, MemoryStream, type StreamView, where } from "millrace";
import { describe, expect, it } from "vitest";
import { caught } from "../caught.js";
import { listeners } from "./count.js";
import { Other, rejected, Tick, Tock } from "./events.js";

type Look = (stream: MemoryStream) => StreamView<never>;
const forms: Readonly<Record<string, Look>> = {
  "a class": (stream) => stream.where(Tick) as never,
  "a list": (stream) => stream.where([Tock, Tick]) as never,
  "a template": (stream) => stream.where`${Tick} | ${Tock}` as never,
  "a comparison in a template": (stream) => stream.where`${Tick.field("n")} > ${0}` as never,
  "a field": (stream) => stream.where(Tick.field("n").eq(1)) as never,
  "a class with fields": (stream) => stream.where(Tick, { n: 1 }) as never,
  "a guard": (stream) => stream.where((event): event is Tick => event instanceof Tick) as never,
  "a filter": (stream) => stream.where(where(Tick)) as never,
  "a mask of classes": (stream) => stream.where(((Tick as never) | (Tock as never)) as never),
  "a view of a view": (stream) => stream.where([Tick, Other]).where(Tick) as never,
};

describe("where", () => {
  it.each(Object.entries(forms))("takes %s", async (_, look) => {
    const stream = new MemoryStream();
    const seen: BaseEvent[] = [];
    look(stream).subscribe((event) => seen.push(event));
    const tick = new Tock(1);

    await stream.send(new Other());
    await stream.send(tick);

    expect(seen).toEqual([tick]);
  });

  it("narrows views of views, and never matches where they contradict each other", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.subscribe(() => seen.push("all"));
    stream.where(Tick).subscribe(() => seen.push("ticks"));
    stream
      .where(Tick)
      .where(Tick.field("n").eq(2))
      .subscribe(() => seen.push("twos"));
    stream
      .where(Tick)
      .where(Other)
      .subscribe(() => seen.push("never"));

    for (const event of [new Tick(1), new Tick(2), new Other()]) await stream.send(event);

    expect(seen.filter((name) => name === "all")).toHaveLength(3);
    expect(seen.filter((name) => name === "ticks")).toHaveLength(2);
    expect(seen.filter((name) => name === "twos")).toHaveLength(1);
    expect(seen).not.toContain("never");
  });

  it.each([null, undefined, 3, "tick", {}, [], [3], Date, async () => true])("refuses %o at once", (thing) => {
    expect(caught(() => new MemoryStream().where(thing as never)).code).toBe("FILTER_INVALID");
  });

  it("holds nothing and needs no end", () => {
    const stream = new MemoryStream();
    stream.where(Tick).where(Tock);

    expect(listeners(stream)).toBe(0);
  });
});

describe("subscribe", () => {
  it.each([null, 3, "handler", [], new Tick()])("refuses %o where a handler belongs", (thing) => {
    const stream = new MemoryStream();

    expect(caught(() => stream.where(Tick).subscribe(thing as never)).code).toBe("HANDLER_INVALID");
    expect(listeners(stream)).toBe(0);
  });

  it("is refused by a closed stream", async () => {
    const stream = new MemoryStream();
    await stream.close();

    expect(caught(() => stream.subscribe(() => undefined)).code).toBe("STREAM_CLOSED");
  });
});

describe("subScope", () => {
  it("ends with its block", async () => {
    const stream = new MemoryStream();
    const seen: number[] = [];

    {
      using _scope = stream.where(Tick).subScope(({ n }) => seen.push(n));
      await stream.send(new Tick(1));
    }
    await stream.send(new Tick(2));

    expect(seen).toEqual([1]);
    expect(listeners(stream)).toBe(0);
  });

  it("ends when its work is done, whose result it gives", async () => {
    const stream = new MemoryStream();
    const seen: number[] = [];

    const result = await stream.where(Tick).subScope(
      ({ n }) => seen.push(n),
      async () => {
        await stream.send(new Tick(1));
        return "done";
      },
    );
    await stream.send(new Tick(2));

    expect([result, seen]).toEqual(["done", [1]]);
    expect(listeners(stream)).toBe(0);
  });

  it.each([
    ["throws", () => raise()],
    ["rejects", () => Promise.reject(new Error("work"))],
  ])("ends when its work %s, with that error", async (_, work) => {
    const stream = new MemoryStream();

    await expect(stream.subScope(() => undefined, work)).rejects.toThrow("work");
    expect(listeners(stream)).toBe(0);
  });

  it("takes options", async () => {
    const stream = new MemoryStream();
    const seen: number[] = [];
    using _scope = stream.where(Tick).subScope(({ n }) => seen.push(n), { once: true });

    for (const n of [1, 2]) await stream.send(new Tick(n));

    expect(seen).toEqual([1]);
  });

  it("rejects on a closed stream in its second form", async () => {
    const stream = new MemoryStream();
    await stream.close();

    expect(
      (
        await rejected(
          stream.subScope(
            () => undefined,
            () => 1,
          ),
        )
      ).code,
    ).toBe("STREAM_CLOSED");
  });
});

function raise(): never {
  throw new Error("work");
}
