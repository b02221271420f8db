import { MemoryStream, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";
import { Place } from "../../../lib/flow/run/place.js";
import { Scope } from "../../../lib/flow/run/scope.js";
import { Subtree } from "../../../lib/flow/run/subtree.js";
import { lineageOf } from "../../../lib/flow/run/flow-wiring.js";

/** The place of a chunk that runs. */
async function placeInside(use: (place: Place) => void): Promise<void> {
  const flow = new TriggerFlow("place");
  flow.to((data) => {
    const place = lineageOf(data.context);
    expect(place).toBeInstanceOf(Place);
    use(place!);
  });
  await flow.start(undefined, { stream: new MemoryStream() });
}

describe("a place", () => {
  it("is the lineage of what a chunk sends: its execution, what caused it, how deep it is", async () => {
    await placeInside((place) => {
      expect(place.run.flow).toBe("place");
      expect(place.cause?.type).toBe("flow.chunk-started");
      expect(place.depth).toBeGreaterThan(0);
      expect(place.context().lineage).toBe(place);
      expect(place.context().cause).toBe(place.cause);
    });
  });

  it("is a new one for each change, which leaves the rest as it was", async () => {
    await placeInside((place) => {
      const { run, subtree, scope, cause, depth, conversation } = place;
      const same = { run, subtree, scope, cause, depth, conversation };
      const elsewhere = new Subtree(run, undefined, () => undefined);
      const inside = new Scope(scope, undefined, 3, scope.origin);
      const ticket = { admit: () => undefined };

      expect(place.under(elsewhere)).toMatchObject({ ...same, subtree: elsewhere });
      expect(place.within(inside, undefined)).toMatchObject({ ...same, scope: inside });
      expect(place.causedBy(cause!, 7)).toMatchObject({ ...same, depth: 7 });
      expect(place.withTicket(ticket)).toMatchObject({ ...same, ticket });
      expect(place).toMatchObject(same);
    });
  });

  it("hands a ticket on to nobody else: it is for one event alone", async () => {
    await placeInside((place) => {
      const ticketed = place.withTicket({ admit: () => undefined });

      expect(ticketed.ticket).toBeDefined();
      for (const other of [
        ticketed.under(place.subtree),
        ticketed.within(place.scope, undefined),
        ticketed.causedBy(place.cause!, 1),
      ])
        expect(other.ticket).toBeUndefined();
    });
  });
});
