import { MillraceError } from "millrace";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { type ReadOptions, RuntimeStream, type RuntimeStreamReader } from "../../../lib/flow/run/runtime-stream.js";
import { caught } from "../../caught.js";
import { breath, collect, readAll, warningsDuring } from "../probes.js";

const nothing = (): void => undefined;

function read<T>(
  stream: RuntimeStream<T>,
  options: ReadOptions & { readonly clock?: ManualClock; readonly begin?: () => void } = {},
): RuntimeStreamReader<T> {
  const { clock = new ManualClock(), begin = nothing, ...rest } = options;
  return stream.read(begin, () => clock, rest);
}

function streamOf(...items: readonly number[]): RuntimeStream<number> {
  const stream = new RuntimeStream<number>(100);
  for (const item of items) stream.put(item);
  return stream;
}

describe("RuntimeStream", () => {
  it("keeps what was put before anybody read, and gives it to each reader", async () => {
    const stream = streamOf(1, 2);
    const first = collect(read(stream));
    await breath();
    stream.put(3);
    stream.stop();

    await first.ended;
    expect(first.items).toEqual([1, 2, 3]);
    expect(await readAll(read(stream))).toEqual([1, 2, 3]);
  });

  it("gives each reader a pace of its own", async () => {
    const stream = streamOf(1, 2);
    const [one, two] = [read(stream), read(stream)];

    expect((await one.next()).value).toBe(1);
    expect((await one.next()).value).toBe(2);
    expect((await two.next()).value).toBe(1);
  });

  it("keeps the last items for readers that come late; who reads already misses none", async () => {
    const stream = new RuntimeStream<number>(2);
    const early = read(stream);
    stream.put(1);
    await early.next();
    for (const item of [2, 3, 4, 5]) stream.put(item);
    stream.stop();

    expect(await readAll(early)).toEqual([2, 3, 4, 5]);
    expect(await readAll(read(stream))).toEqual([4, 5]);
  });

  it("keeps nothing for late readers when told so", async () => {
    const stream = new RuntimeStream<number>(0);
    const early = collect(read(stream));
    await breath();
    stream.put(1);
    stream.stop();

    await early.ended;
    expect(early.items).toEqual([1]);
    expect(await readAll(read(stream))).toEqual([]);
  });

  it("takes nothing after its end, and ends once", async () => {
    const stream = streamOf(1);

    expect(stream.stop()).toBe(true);
    expect(stream.stop()).toBe(false);
    expect(stream.put(2)).toBe(false);
    stream.fail(new Error("too late"));

    expect(await readAll(read(stream))).toEqual([1]);
  });

  it("rejects each reader once, behind the items that were put", async () => {
    const stream = streamOf(1);
    const [waiting, behind] = [read(stream), read(stream)];
    await waiting.next();
    const next = waiting.next();
    const failure = new Error("broken");

    stream.fail(failure);

    await expect(next).rejects.toBe(failure);
    expect(await waiting.next()).toEqual({ done: true, value: undefined });
    expect((await behind.next()).value).toBe(1);
    await expect(behind.next()).rejects.toBe(failure);
    await expect(readAll(read(stream))).rejects.toBe(failure);
  });

  it("rejects with a failure that is undefined", async () => {
    const stream = streamOf();
    stream.fail(undefined);

    await expect(read(stream).next()).rejects.toBeUndefined();
  });
});

describe("a reader of a runtime stream", () => {
  it("begins at its first next, once", async () => {
    let begun = 0;
    const reader = read(streamOf(1, 2), { begin: () => begun++ });
    expect(begun).toBe(0);

    await reader.next();
    await reader.next();

    expect(begun).toBe(1);
  });

  it("ends when its beginning fails", async () => {
    const reader = read(streamOf(), {
      begin() {
        throw new MillraceError("EXECUTION_STARTED", "no");
      },
    });

    await expect(reader.next()).rejects.toMatchObject({ code: "EXECUTION_STARTED" });
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it("serves calls that overlap in order", async () => {
    const stream = streamOf();
    const reader = read(stream);
    const asked = [reader.next(), reader.next(), reader.next()];
    await breath();

    stream.put(1);
    stream.put(2);
    stream.stop();

    expect((await Promise.all(asked)).map(({ value }) => value)).toEqual([1, 2, undefined]);
  });

  it("ends a wait of its own when it leaves", async () => {
    const stream = streamOf();
    const reader = read(stream);
    const waiting = reader.next();
    await breath();

    expect(await reader.return!()).toEqual({ done: true, value: undefined });

    expect(await waiting).toEqual({ done: true, value: undefined });
    stream.put(1);
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it("ends after a silence with one warning, and frees its timer", async () => {
    const clock = new ManualClock();
    const stream = streamOf(1);

    const warnings = await warningsDuring(async () => {
      const reader = collect(read(stream, { clock, timeoutMs: 100 }));
      await breath();
      clock.advance(99);
      stream.put(2);
      await breath();
      clock.advance(99);
      await breath();
      expect(reader.items).toEqual([1, 2]);
      clock.advance(1);
      await reader.ended;
    });

    expect(warnings).toEqual(["MILLRACE_READER_TIMEOUT"]);
    expect(clock.pending).toBe(0);
    expect(stream.open).toBe(true);
  });

  it("loses patience on time although another reader leaves", async () => {
    const clock = new ManualClock();
    const stream = streamOf();
    const other = read(stream, { clock });
    const left = other.next();

    const warnings = await warningsDuring(async () => {
      const reader = collect(read(stream, { clock, timeoutMs: 100 }));
      await breath();
      clock.advance(60);
      await other.return!();
      await left;
      clock.advance(40);
      await reader.ended;
    });

    expect(warnings).toEqual(["MILLRACE_READER_TIMEOUT"]);
  });

  it("refuses a timeout that is none", () => {
    expect(caught(() => read(streamOf(), { timeoutMs: -1 })).code).toBe("OPTION_INVALID");
    expect(caught(() => read(streamOf(), { timeoutMs: Number.NaN })).code).toBe("OPTION_INVALID");
  });
});
