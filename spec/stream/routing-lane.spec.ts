/** One step of the road for one class: lists by field value, and the list of those who want every event. */
import { MemoryStream } from "millrace";
import { describe, expect, it } from "vitest";
import { type Lane } from "../../lib/stream/routing-lane.js";
import { coreOf } from "../../lib/stream/stream-view.js";
import { Tick } from "./events.js";

function laneOf(stream: MemoryStream, step: "observer" | "subscriber" = "subscriber"): Lane {
  return coreOf(stream).subject.index.routeOfClass(Tick)[step];
}

describe("Lane", () => {
  it("finds nobody, one list, or several in order of registration", () => {
    const stream = new MemoryStream();
    const names = (event: Tick): string[] =>
      laneOf(stream)
        .select(event)
        ?.seats.flatMap((seat) => (seat ? [seat.subscription.name] : [])) ?? [];
    expect(names(new Tick(1))).toEqual([]);

    stream.where(Tick, { n: 1 }).subscribe(() => 1, { name: "one" });
    expect(names(new Tick(1))).toEqual(["one"]);
    expect(names(new Tick(2))).toEqual([]);

    stream.where(Tick).subscribe(() => 1, { name: "all" });
    stream.where(Tick, { n: 1 }).subscribe(() => 1, { name: "one again" });
    expect(names(new Tick(1))).toEqual(["one", "all", "one again"]);
  });

  it("forgets values that nobody asks for any more", async () => {
    const stream = new MemoryStream();
    const lane = laneOf(stream, "observer");
    for (let n = 0; n < 5000; n++) {
      const next = stream.get(Tick.field("n").eq(n));
      await stream.send(new Tick(n));
      await next;
    }

    const [{ lists } = { lists: new Map() }] = (lane as unknown as { fields: { lists: Map<unknown, unknown> }[] })
      .fields;
    expect(lists.size).toBeLessThan(600);
    expect(lane.live).toBe(0);
  });
});
