/** RxJS observables that feed a stream. */
import { HandlerFailed, MemoryStream } from "millrace";
import { fromObservable, ObservableFailed } from "millrace/rxjs";
import { from, Subject } from "rxjs";
import { describe, expect, it } from "vitest";
import { caught } from "../caught.js";
import { listeners } from "./count.js";
import { gate, settle, Tick } from "./events.js";

describe("fromObservable", () => {
  it("sends each event at once when nothing waits", () => {
    const stream = new MemoryStream();
    const seen: number[] = [];
    stream.where(Tick).subscribe(({ n }) => seen.push(n));
    const source = new Subject<Tick>();
    fromObservable(source, stream);

    source.next(new Tick(1));

    expect(seen).toEqual([1]);
  });

  it("sends the next event when the former has been handled", async () => {
    const stream = new MemoryStream();
    const order: string[] = [];
    const gates = [gate(), gate()];
    stream.where(Tick).subscribe(async ({ n }) => {
      order.push(`${String(n)} begins`);
      await gates[n]?.opened;
      order.push(`${String(n)} ends`);
    });
    const feed = fromObservable(from([new Tick(0), new Tick(1)]), stream);

    gates[1]?.open();
    await settle();
    expect(order).toEqual(["0 begins"]);

    gates[0]?.open();
    await feed.done;
    expect(order).toEqual(["0 begins", "0 ends", "1 begins", "1 ends"]);
  });

  it("is done when the observable completed and all was handled", async () => {
    const stream = new MemoryStream();
    const feed = fromObservable(from([new Tick(1), new Tick(2)]), stream);

    await feed.done;

    expect(await stream.history.read()).toHaveLength(2);
    expect(feed.closed).toBe(true);
    expect(listeners(stream)).toBe(0);
  });

  it("leaves the observable when disposed, and forgets what was not sent", async () => {
    const stream = new MemoryStream();
    const first = gate();
    const seen: number[] = [];
    using _slow = stream.where(Tick).subscribe(({ n }) => {
      seen.push(n);
      return first.opened;
    });
    const source = new Subject<Tick>();
    const feed = fromObservable(source, stream);
    source.next(new Tick(1));
    source.next(new Tick(2));

    feed[Symbol.dispose]();
    first.open();
    await feed.done;

    expect(seen).toEqual([1]);
    expect(source.observed).toBe(false);
    expect(listeners(stream)).toBe(1);
  });

  it("ends with its stream, and refuses a closed one", async () => {
    const stream = new MemoryStream();
    const source = new Subject<Tick>();
    const feed = fromObservable(source, stream);

    await stream.close();

    expect(feed.closed).toBe(true);
    expect(source.observed).toBe(false);
    expect(caught(() => fromObservable(source, stream)).code).toBe("STREAM_CLOSED");
  });

  it("reports a handler that fails, and goes on", async () => {
    const stream = new MemoryStream();
    const failures: unknown[] = [];
    stream.where(HandlerFailed).subscribe(({ event, error }) => failures.push([event, error]));
    const error = new Error("one is too few");
    stream.where(Tick, { n: 1 }).subscribe(() => {
      throw error;
    });
    const events = [new Tick(1), new Tick(2)];

    await fromObservable(from(events), stream).done;

    expect(failures).toEqual([[events[0], error]]);
    expect(await stream.history.read()).toEqual(events);
  });

  it("reports what is no event, and goes on", async () => {
    const stream = new MemoryStream();
    const failures: unknown[] = [];
    stream.where(ObservableFailed).subscribe(({ error }) => failures.push(error));

    await fromObservable(from(["text" as never, new Tick()]), stream).done;

    expect(failures).toMatchObject([{ code: "EVENT_EXPECTED" }]);
    expect(await stream.history.read()).toHaveLength(1);
  });

  it("reports the error of the observable, after which it is done", async () => {
    const stream = new MemoryStream();
    const failure = stream.get(ObservableFailed);
    const source = new Subject<Tick>();
    const feed = fromObservable(source, stream);

    source.error(new Error("torn off"));
    await feed.done;

    expect((await failure).error).toMatchObject({ message: "torn off" });
  });
});
