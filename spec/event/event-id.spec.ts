/** Ids: unique, sortable, and formatted when first read. */
import { BaseEvent } from "millrace";
import { describe, expect, it } from "vitest";
import { EventStamp } from "../../lib/event/event-id.js";
import { useClock } from "../../lib/primitives/clock.js";

class Tick extends BaseEvent {}

function ticks(count: number, now: () => number): Tick[] {
  using _clock = useClock({ now, schedule: () => ({ [Symbol.dispose]() {} }) });
  return Array.from({ length: count }, () => new Tick());
}

describe("the id of an event", () => {
  it("is unique and sorts in order of construction within one time", () => {
    const ids = ticks(5000, () => 7).map(({ id }) => id);

    expect(new Set(ids).size).toBe(5000);
    expect([...ids].sort()).toEqual(ids);
  });

  it("sorts by time, whatever the order of reading", () => {
    let now = 1_700_000_000_000;
    const events = ticks(200, () => (now += 13));

    const ids = events
      .reverse()
      .map(({ id }) => id)
      .reverse();

    expect([...ids].sort()).toEqual(ids);
  });

  it("has 26 characters of Crockford's alphabet at any time", () => {
    for (const now of [0, -5, 1.5, 2 ** 49, Number.NaN]) {
      expect(ticks(1, () => now)[0]?.id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    }
  });
});

describe("EventStamp", () => {
  it("takes an id and time that came from elsewhere", () => {
    const stamp = new EventStamp();

    stamp.adopt("their-id", 5);

    expect([String(stamp.id), stamp.time]).toEqual(["their-id", 5]);
  });
});
