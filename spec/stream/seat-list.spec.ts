/** The lists that are walked while people come and go. */
import { MemoryStream, type Subscription } from "millrace";
import { describe, expect, it } from "vitest";
import { type SeatList } from "../../lib/stream/seat-list.js";
import { coreOf } from "../../lib/stream/stream-view.js";
import { Tick } from "./events.js";

function listOf(stream: MemoryStream): SeatList {
  return coreOf(stream).subject.index.routeOfClass(Tick).subscriber.all;
}

describe("SeatList", () => {
  it("does not grow by handlers that end in their own walk", async () => {
    const stream = new MemoryStream();
    stream.where(Tick).subscribe(() => {
      stream.where(Tick).subscribe(() => undefined, { once: true });
    });

    for (let round = 0; round < 500; round++) await stream.send(new Tick());

    expect(listOf(stream).live).toBe(2);
    expect(listOf(stream).seats.length).toBeLessThan(50);
  });

  it("closes holes once there are many, and keeps the order", async () => {
    const stream = new MemoryStream();
    const seen: number[] = [];
    const all = Array.from({ length: 200 }, (_, n) => stream.where(Tick).subscribe(() => seen.push(n)));
    all.forEach((one, n) => {
      if (n % 4 !== 0) one.unsubscribe();
    });

    await stream.send(new Tick());

    expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => n * 4));
    expect(listOf(stream).seats.length).toBeLessThan(101);
  });

  it("moves nobody while it is walked", async () => {
    const stream = new MemoryStream();
    const seen: number[] = [];
    const all: Subscription[] = [];
    stream.where(Tick).subscribe(() => {
      for (const one of all.slice(0, 150)) one.unsubscribe();
    });
    for (let n = 0; n < 200; n++) all.push(stream.where(Tick).subscribe(() => seen.push(n)));

    await stream.send(new Tick());
    await stream.send(new Tick());

    const left = Array.from({ length: 50 }, (_, n) => n + 150);
    expect(seen).toEqual([...left, ...left]);
  });

  it("is empty again when all have gone", () => {
    const stream = new MemoryStream();
    const all = Array.from({ length: 10 }, () => stream.where(Tick).subscribe(() => 1));
    listOf(stream);

    for (const one of all) one.unsubscribe();

    expect(listOf(stream).seats).toEqual([]);
  });
});
