/** Handlers that fail: nobody starves, and the sender hears of every failure. */
import { MemoryStream } from "millrace";
import { describe, expect, it } from "vitest";
import { Tick } from "./events.js";

describe("handlers that fail", () => {
  const one = new Error("one");
  const two = new Error("two");
  const fail = (error: Error) => (): never => {
    throw error;
  };

  it("starve nobody; the send rejects with the one error", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.subscribe(fail(one));
    stream.subscribe(() => seen.push("behind"));

    await expect(stream.send(new Tick())).rejects.toBe(one);

    expect(seen).toEqual(["behind"]);
  });

  it.each([
    ["synchronous", (): unknown => fail(one)()],
    ["asynchronous", (): unknown => Promise.reject(one)],
  ])("starve nobody when the first is %s and others wait", async (_, handler) => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.subscribe(handler);
    stream.subscribe(() => Promise.resolve());
    stream.subscribe(handler);
    stream.subscribe(() => seen.push("behind"));

    const error = await stream.send(new Tick()).catch((reason: unknown) => reason);

    expect((error as AggregateError).errors).toEqual([one, one]);
    expect(seen).toEqual(["behind"]);
  });

  it("reject together, in order, with an AggregateError", async () => {
    const stream = new MemoryStream();
    stream.subscribe(() => Promise.reject(one), { concurrent: true });
    stream.subscribe(fail(two));

    const error = await stream.send(new Tick()).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(AggregateError);
    expect(new Set((error as AggregateError).errors)).toEqual(new Set([one, two]));
  });

  it("leave the event in history", async () => {
    const stream = new MemoryStream();
    stream.subscribe(fail(one));
    const tick = new Tick();

    await stream.send(tick).catch(() => undefined);

    expect(await stream.history.read()).toEqual([tick]);
  });

  it("may throw anything", async () => {
    const stream = new MemoryStream();
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- users do that
    stream.subscribe(() => Promise.reject());

    await expect(stream.send(new Tick())).rejects.toBeUndefined();
  });

  it("count as failed when they return a thenable that cannot be awaited", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.subscribe(() => ({
      get then() {
        throw one;
      },
    }));
    stream.subscribe(() => seen.push("behind"));

    await expect(stream.send(new Tick())).rejects.toBe(one);
    expect(seen).toEqual(["behind"]);
  });
});
