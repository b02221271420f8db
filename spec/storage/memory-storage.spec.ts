/** The memory tenant of the storage port. */
import { BaseEvent, MemoryStorage, MemoryStream } from "millrace";
import { storageContract } from "millrace/testing";
import { describe, expect, it } from "vitest";

class Tick extends BaseEvent {}

describe("MemoryStorage", () => {
  storageContract({ describe, it }, () => new MemoryStorage());

  it("gives a second stream of one id the past of the first", async () => {
    const storage = new MemoryStorage();
    const tick = new Tick();
    await new MemoryStream({ id: "orders", storage }).send(tick);

    const later = new MemoryStream({ id: "orders", storage });

    expect(await later.history.read()).toEqual([tick]);
  });

  it("keeps to the retain of the stream that came first", async () => {
    const storage = new MemoryStorage();
    const first = new MemoryStream({ id: "orders", storage, retain: 1 });
    const second = new MemoryStream({ id: "orders", storage, retain: 5 });

    for (const stream of [first, second, second]) await stream.send(new Tick());

    expect(await second.history.read()).toHaveLength(1);
  });
});
