/** The notices of the bus itself. */
import { EventSuppressed, HandlerFailed, MemoryStream } from "millrace";
import { ObservableFailed } from "millrace/rxjs";
import { describe, expect, it } from "vitest";
import { Tick } from "./events.js";

describe("the bus's own notices", () => {
  it("are delivered and not recorded", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.subscribe((event) => seen.push(event.type));
    const tick = new Tick();

    for (const notice of [
      new EventSuppressed(tick, "censor"),
      new HandlerFailed(tick, "audit", new Error("no")),
      new ObservableFailed(new Error("no")),
    ]) {
      await stream.send(notice);
    }

    expect(seen).toEqual(["millrace.event-suppressed", "millrace.handler-failed", "millrace.observable-failed"]);
    expect(await stream.history.read()).toEqual([]);
  });
});
