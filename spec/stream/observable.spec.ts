/** Streams as RxJS observables. */
import { HandlerFailed, MemoryStream } from "millrace";
import { toObservable } from "millrace/rxjs";
import { bufferCount, map, type Observable, take } from "rxjs";
import { describe, expect, it } from "vitest";
import { listeners } from "./count.js";
import { Other, settle, Tick, Tock } from "./events.js";

describe("toObservable", () => {
  it("gives every event of a stream, in order", async () => {
    const stream = new MemoryStream();
    const seen: unknown[] = [];
    toObservable(stream).subscribe((event) => seen.push(event));

    const events = [new Tick(1), new Other(), new Tock(2)];
    for (const event of events) await stream.send(event);

    expect(seen).toEqual(events);
  });

  it("gives the events of a view alone, by class and by field", async () => {
    const stream = new MemoryStream();
    const ticks: number[] = [];
    const twos: number[] = [];
    toObservable(stream.where(Tick)).subscribe(({ n }) => ticks.push(n));
    toObservable(stream.where(Tick, { n: 2 })).subscribe(({ n }) => twos.push(n));

    for (const event of [new Tick(1), new Other(), new Tock(2)]) await stream.send(event);

    expect(ticks).toEqual([1, 2]);
    expect(twos).toEqual([2]);
  });

  it("observes before any subscriber runs, and in causal order", async () => {
    const stream = new MemoryStream();
    const order: string[] = [];
    stream.where(Tick).subscribe(async (_, context) => {
      order.push("tick handled");
      await context.send(new Other());
    });
    toObservable(stream).subscribe((event) => order.push(`observed ${event.constructor.name}`));

    await stream.send(new Tick());

    expect(order).toEqual(["observed Tick", "tick handled", "observed Other"]);
  });

  it.each(["stream", "view"] as const)("counts each subscriber of a %s and frees it on unsubscribe", (kind) => {
    const stream = new MemoryStream();
    const observable: Observable<unknown> = kind === "stream" ? toObservable(stream) : toObservable(stream.where(Tick));
    expect(listeners(stream)).toBe(0);

    const subscriptions = [observable.subscribe(), observable.subscribe()];
    expect(listeners(stream)).toBe(kind === "stream" ? 1 : 2);
    for (const one of subscriptions) one.unsubscribe();

    expect(listeners(stream)).toBe(0);
  });

  it("frees its place when an operator has enough", async () => {
    const stream = new MemoryStream();
    const seen: number[] = [];
    toObservable(stream.where(Tick))
      .pipe(take(1))
      .subscribe(({ n }) => seen.push(n));

    await stream.send(new Tick(1));
    await stream.send(new Tick(2));

    expect(seen).toEqual([1]);
    expect(listeners(stream)).toBe(0);
  });

  it("completes when the stream closes, and at once when it is closed", async () => {
    const stream = new MemoryStream();
    const ended: string[] = [];
    toObservable(stream).subscribe({ complete: () => ended.push("stream") });
    toObservable(stream.where(Tick)).subscribe({ complete: () => ended.push("view") });

    await stream.close();
    toObservable(stream).subscribe({ complete: () => ended.push("late stream") });
    toObservable(stream.where(Tick)).subscribe({ complete: () => ended.push("late view") });

    expect(ended.sort()).toEqual(["late stream", "late view", "stream", "view"]);
    expect(listeners(stream)).toBe(0);
  });

  it("works behind operators", async () => {
    const stream = new MemoryStream();
    const seen: number[][] = [];
    toObservable(stream.where(Tick))
      .pipe(
        map(({ n }) => n),
        bufferCount(2),
      )
      .subscribe((pair) => seen.push(pair));

    for (const n of [1, 2, 3, 4]) await stream.send(new Tick(n));

    expect(seen).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});

describe("a consumer of toObservable that throws", () => {
  it.each(["stream", "view"] as const)("is reported, and disturbs neither the %s nor other consumers", async (kind) => {
    const stream = new MemoryStream();
    const observable: Observable<unknown> = kind === "stream" ? toObservable(stream) : toObservable(stream.where(Tick));
    const seen: string[] = [];
    observable.subscribe((event) => {
      if (event instanceof Tick) throw new Error("no");
    });
    observable.subscribe((event) => seen.push((event as object).constructor.name));
    stream.where(Tick).subscribe(() => seen.push("handled"));
    const failure = stream.get(HandlerFailed);

    const tick = new Tick();
    expect(await stream.send(tick)).toBe(true);

    expect(await failure).toMatchObject({ event: tick, subscription: "toObservable", error: { message: "no" } });
    expect(seen.slice(0, 2)).toEqual(["Tick", "handled"]);
  });

  it("stays subscribed", async () => {
    const stream = new MemoryStream();
    const seen: number[] = [];
    using _heard = stream.where(HandlerFailed).subScope(() => undefined);
    toObservable(stream.where(Tick)).subscribe(({ n }) => {
      seen.push(n);
      throw new Error("each time");
    });

    await stream.send(new Tick(1));
    await stream.send(new Tick(2));
    await settle();

    expect(seen).toEqual([1, 2]);
  });

  it("is reported behind operators, too", async () => {
    const stream = new MemoryStream();
    const failure = stream.get(HandlerFailed);
    toObservable(stream.where(Tick))
      .pipe(map(({ n }) => n))
      .subscribe(() => {
        throw new Error("behind map");
      });

    await stream.send(new Tick());

    expect((await failure).error).toMatchObject({ message: "behind map" });
  });

  it("is reported when an operator failed and it has no error callback", async () => {
    const stream = new MemoryStream();
    const failure = stream.get(HandlerFailed);
    toObservable(stream.where(Tick))
      .pipe(
        map(() => {
          throw new Error("in map");
        }),
      )
      .subscribe();

    await stream.send(new Tick());

    expect((await failure).error).toMatchObject({ message: "in map" });
    expect(listeners(stream)).toBe(0);
  });

  it("hears of an operator's failure itself when it has an error callback", async () => {
    const stream = new MemoryStream();
    const errors: unknown[] = [];
    toObservable(stream.where(Tick))
      .pipe(
        map(() => {
          throw new Error("in map");
        }),
      )
      .subscribe({ error: (error: unknown) => errors.push(error) });

    await stream.send(new Tick());

    expect(errors).toMatchObject([{ message: "in map" }]);
  });
});
