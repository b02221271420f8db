import { describe, expect, it } from "vitest";
import { Lease, Permits } from "../../../lib/flow/run/permits.js";
import { createDeferred } from "../../../lib/primitives/deferred.js";
import { breath } from "../probes.js";

describe("Permits", () => {
  it("gives as many as there are, then makes wait", async () => {
    const permits = new Permits(2);

    expect([permits.acquire(), permits.acquire()]).toEqual([undefined, undefined]);
    const third = permits.acquire();
    expect(third).toBeInstanceOf(Promise);
    permits.release();

    await third;
  });

  it("serves those who wait in the order in which they came", async () => {
    const permits = new Permits(1);
    const order: number[] = [];
    void permits.acquire();
    for (let turn = 0; turn < 200; turn++) void permits.acquire()?.then(() => order.push(turn));

    for (let turn = 0; turn < 200; turn++) permits.release();
    await breath();

    expect(order).toEqual(Array.from({ length: 200 }, (_, turn) => turn));
  });

  it("counts what nobody waits for as free again", () => {
    const permits = new Permits(1);

    void permits.acquire();
    permits.release();

    expect(permits.acquire()).toBeUndefined();
  });
});

describe("Lease", () => {
  it("holds one of each until it ends, and ends once", async () => {
    const [batch, run] = [new Permits(2), new Permits(3)];
    const lease = new Lease([batch, run]);

    await lease.take();
    expect([batch.free, run.free]).toEqual([1, 2]);
    lease.end();
    lease.end();

    expect([batch.free, run.free]).toEqual([2, 3]);
  });

  it("waits for nothing without permits", async () => {
    const lease = new Lease([]);

    expect(lease.take()).toBeUndefined();
    expect(await lease.lendWhile(() => Promise.resolve(7))).toBe(7);
  });

  it("lends its permit while it waits, and has it back afterwards", async () => {
    const permits = new Permits(1);
    const lease = new Lease([permits]);
    await lease.take();
    const work = createDeferred<string>();

    const waiting = lease.lendWhile(() => work.promise);

    expect(permits.free).toBe(1);
    work.resolve("done");
    expect(await waiting).toBe("done");
    expect(permits.free).toBe(0);
  });

  it("has its permit back after work that fails", async () => {
    const permits = new Permits(1);
    const lease = new Lease([permits]);
    await lease.take();

    await expect(lease.lendWhile(() => Promise.reject(new Error("no")))).rejects.toThrow("no");

    expect(permits.free).toBe(0);
  });

  it("lends once while waits overlap", async () => {
    const permits = new Permits(1);
    const lease = new Lease([permits]);
    await lease.take();
    const [first, second] = [createDeferred<undefined>(), createDeferred<undefined>()];
    const waits = [lease.lendWhile(() => first.promise), lease.lendWhile(() => second.promise)];

    first.resolve(undefined);
    await waits[0];
    expect(permits.free).toBe(1);
    second.resolve(undefined);
    await waits[1];

    expect(permits.free).toBe(0);
  });

  it("takes back one permit when a wait begins and ends while it queues for it", async () => {
    const permits = new Permits(1);
    const lease = new Lease([permits]);
    await lease.take();
    const [first, second] = [createDeferred<undefined>(), createDeferred<undefined>()];
    const one = lease.lendWhile(() => first.promise);
    void permits.acquire(); // somebody else has it now
    first.resolve(undefined);
    await breath(); // the lease queues
    const other = lease.lendWhile(() => second.promise);
    second.resolve(undefined);
    await breath();

    permits.release();
    await Promise.all([one, other]);

    expect(permits.free).toBe(0);
    lease.end();
    expect(permits.free).toBe(1);
  });

  it("gives back what comes after its end", async () => {
    const permits = new Permits(1);
    const lease = new Lease([permits]);
    await lease.take();
    const waiting = lease.lendWhile(() => Promise.resolve());
    void permits.acquire();
    await breath();
    lease.end();

    permits.release();
    await waiting;

    expect(permits.free).toBe(1);
  });
});
