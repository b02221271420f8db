/** Streams to which nobody has subscribed yet share their routes. */
import { type EventLog, MemoryStream, type Storage } from "millrace";
import { describe, expect, it } from "vitest";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { coreOf } from "../../lib/stream/stream-view.js";
import { Tick } from "./events.js";

describe("a stream without subscriptions", () => {
  it("shares its routes with others, until somebody subscribes to it", async () => {
    const [one, other] = [new MemoryStream(), new MemoryStream()];
    const routeOf = (stream: MemoryStream): unknown => coreOf(stream).subject.index.routeOfClass(Tick);
    expect(routeOf(one)).toBe(routeOf(other));

    await one.send(new Tick(1)); // the route is remembered
    const heard: number[] = [];
    one.where(Tick).subscribe(({ n }) => void heard.push(n));
    await one.send(new Tick(2));
    await other.send(new Tick(3));

    expect(heard).toEqual([2]);
    expect(routeOf(one)).not.toBe(routeOf(other));
  });

  it("lets who subscribes while an event is being recorded meet it", async () => {
    const recorded = createDeferred<undefined>();
    const log: EventLog = {
      append: () => recorded.promise,
      read: () => Object.assign([], { dropped: 0 }),
      replace: () => undefined,
    };
    const storage: Storage = { log: () => log };
    const stream = new MemoryStream({ storage });
    const sent = stream.send(new Tick(1));
    const heard: number[] = [];
    stream.where(Tick).subscribe(({ n }) => void heard.push(n));
    recorded.resolve(undefined);
    await sent;

    expect(heard).toEqual([1]);
  });
});
