/** What a join does when its buffer is full. */
import { MemoryStream } from "millrace";
import { describe, expect, it } from "vitest";
import { listeners } from "./count.js";
import { rejected, settle, Tick } from "./events.js";

/** Sends without waiting and notes whose send has finished. */
function sender(stream: MemoryStream, finished: number[]): (n: number) => void {
  return (n) => void stream.send(new Tick(n)).then(() => finished.push(n));
}

async function rest(join: AsyncIterator<Tick>): Promise<number[]> {
  const seen: number[] = [];
  for (let step = await join.next(); !step.done; step = await join.next()) seen.push(step.value.n);
  return seen;
}

describe("overflow: suspend", () => {
  it("lets the sender go on while there is room", async () => {
    const stream = new MemoryStream();
    const finished: number[] = [];
    using _join = stream.where(Tick).join({ buffer: 2, overflow: "suspend" });
    const send = sender(stream, finished);

    for (const n of [1, 2, 3]) send(n);
    await settle();

    expect(finished).toEqual([1, 2]);
  });

  it("makes senders wait for room, the longest waiting first", async () => {
    const stream = new MemoryStream();
    const finished: number[] = [];
    using join = stream.where(Tick).join({ buffer: 1, overflow: "suspend" });
    const send = sender(stream, finished);
    for (const n of [1, 2, 3]) send(n);

    expect((await join.next()).value?.n).toBe(1);
    await settle();
    expect(finished).toEqual([1, 2]);

    expect((await join.next()).value?.n).toBe(2);
    await settle();
    expect(finished).toEqual([1, 2, 3]);
    expect((await join.next()).value?.n).toBe(3);
  });

  it("hands over from sender to reader with a buffer of 0", async () => {
    const stream = new MemoryStream();
    const finished: number[] = [];
    using join = stream.where(Tick).join({ buffer: 0, overflow: "suspend" });
    const send = sender(stream, finished);

    send(1);
    await settle();
    expect(finished).toEqual([]);

    expect((await join.next()).value?.n).toBe(1);
    await settle();
    expect(finished).toEqual([1]);

    const waiting = join.next();
    send(2);
    await settle();
    expect(finished).toEqual([1, 2]);
    expect((await waiting).value?.n).toBe(2);
  });

  it("makes subscribers wait, too: nobody handles an event that a reader may still refuse", async () => {
    const stream = new MemoryStream();
    const handled: number[] = [];
    stream.where(Tick).subscribe(({ n }) => handled.push(n));
    using join = stream.where(Tick).join({ buffer: 0, overflow: "suspend" });

    const sent = stream.send(new Tick(1));
    await settle();
    expect(handled).toEqual([]);

    await join.next();
    await sent;
    expect(handled).toEqual([1]);
  });

  it("suspends up to the last of maxEvents, and nobody beyond that", async () => {
    const stream = new MemoryStream();
    const finished: number[] = [];
    const join = stream.where(Tick).join({ buffer: 0, overflow: "suspend", maxEvents: 2 });
    const send = sender(stream, finished);
    for (const n of [1, 2, 3]) send(n);

    await settle();
    expect(finished).toEqual([3]);

    expect(await rest(join)).toEqual([1, 2]);
    await settle();
    expect(finished).toEqual([3, 1, 2]);
    expect(listeners(stream)).toBe(0);
  });

  it.each([
    ["the reader leaves", (join: { return(): unknown }) => join.return()],
    ["the join is disposed", (join: Disposable) => join[Symbol.dispose]()],
  ])("lets all senders go when %s", async (_, leave) => {
    const stream = new MemoryStream();
    const finished: number[] = [];
    const join = stream.where(Tick).join({ buffer: 0, overflow: "suspend" });
    const send = sender(stream, finished);
    for (const n of [1, 2]) send(n);

    leave(join);
    await settle();

    expect(finished).toEqual([1, 2]);
    expect(await rest(join)).toEqual([]);
  });

  it.each<[string, (stream: MemoryStream, controller: AbortController) => unknown]>([
    ["the stream closes", (stream: MemoryStream) => stream.close()],
    [
      "the signal is aborted",
      (_: MemoryStream, controller: AbortController) => {
        controller.abort();
      },
    ],
  ])("lets all senders go when %s; the reader still gets their events", async (_, end) => {
    const stream = new MemoryStream();
    const finished: number[] = [];
    const controller = new AbortController();
    const join = stream.where(Tick).join({ buffer: 0, overflow: "suspend", maxEvents: 2, signal: controller.signal });
    const send = sender(stream, finished);
    for (const n of [1, 2]) send(n);

    await end(stream, controller);
    await settle();

    expect(finished).toEqual([1, 2]);
    expect([(await join.next()).value?.n, (await join.next()).value?.n]).toEqual([1, 2]);
  });
});

describe("overflow: drop-oldest", () => {
  it("keeps the latest events and counts the others", async () => {
    const stream = new MemoryStream();
    const join = stream.where(Tick).join({ buffer: 2, overflow: "drop-oldest" });
    for (const n of [1, 2, 3, 4]) await stream.send(new Tick(n));
    await stream.close();

    expect(join.dropped).toBe(2);
    expect(await rest(join)).toEqual([3, 4]);
  });

  it("gives maxEvents and not one more", async () => {
    const stream = new MemoryStream();
    const join = stream.where(Tick).join({ buffer: 5, overflow: "drop-oldest", maxEvents: 2 });
    for (const n of [1, 2, 3, 4]) await stream.send(new Tick(n));

    expect(await rest(join)).toEqual([1, 2]);
    expect(listeners(stream)).toBe(0);
  });
});

describe("overflow: drop-newest", () => {
  it("keeps the first events and counts the others", async () => {
    const stream = new MemoryStream();
    const join = stream.where(Tick).join({ buffer: 2, overflow: "drop-newest" });
    for (const n of [1, 2, 3, 4]) await stream.send(new Tick(n));
    await stream.close();

    expect(join.dropped).toBe(2);
    expect(await rest(join)).toEqual([1, 2]);
  });
});

describe("overflow: error", () => {
  it("ends the join: the reader gets what was kept, then JOIN_OVERFLOW, then the end", async () => {
    const stream = new MemoryStream();
    const join = stream.where(Tick).join({ buffer: 1, overflow: "error" });

    for (const n of [1, 2, 3]) expect(await stream.send(new Tick(n))).toBe(true);

    expect(listeners(stream)).toBe(0);
    expect((await join.next()).value?.n).toBe(1);
    expect(await rejected(join.next())).toMatchObject({ code: "JOIN_OVERFLOW", details: { buffer: 1 } });
    expect((await join.next()).done).toBe(true);
  });

  it("is the default, beyond 1,024 unread events", async () => {
    const stream = new MemoryStream();
    const join = stream.join();
    for (let n = 0; n <= 1024; n++) void stream.send(new Tick(n));

    for (let n = 0; n < 1024; n++) await join.next();

    expect((await rejected(join.next())).code).toBe("JOIN_OVERFLOW");
  });
});
