/** What matchers for events take, and what must not compile. */
import { BaseEvent, defineEvent, MemoryStream, where } from "millrace";
import { eventMatchers, type EventMatchers, goldenOf, recordEvents } from "millrace/testing";
import "millrace/testing/vitest";
import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";

class Asked extends defineEvent("asked", { text: z.string(), times: z.number() }) {}
class Tick extends BaseEvent {
  constructor(readonly n: number) {
    super();
  }
}
const record = recordEvents(new MemoryStream());

describe("the matchers", () => {
  it("know the fields of the class that they are given", () => {
    expect(record).toHaveEmitted(Asked, { text: "x" });
    expect(record).toHaveEmitted(Asked, { text: expect.any(String), times: expect.closeTo(1) });
    expect(record).toHaveEmittedTimes(2, Tick, { n: 1 });
    // @ts-expect-error there is no such field
    expect(record).toHaveEmitted(Asked, { txt: "x" });
    // @ts-expect-error the field is a text
    expect(record).toHaveEmittedTimes(2, Asked, { text: 1 });
    // @ts-expect-error the count comes first
    expect(record).toHaveEmittedTimes(Asked, 2);
    // @ts-expect-error fields belong to a class
    expect(record).toHaveEmitted(where(Asked), { text: "x" });
  });

  it("know the fields inside of lists", () => {
    expect(record).toHaveEmittedInOrder([Asked, [Asked, { text: "x" }], [Asked, Tick], where(Tick), [Tick, { n: 1 }]]);
    expect(record).toHaveCausalChain([[Asked, { times: expect.any(Number) }], (event) => event instanceof Tick]);
    // @ts-expect-error there is no such field
    expect(record).toHaveEmittedInOrder([Tick, [Asked, { txt: "x" }]]);
    // @ts-expect-error the field is a number
    expect(record).toHaveCausalChain([Tick, [Tick, { n: "1" }]]);
    // @ts-expect-error a text is no event
    expect(record).toHaveEmittedInOrder(["asked"]);
  });

  it("return nothing in vitest, and elsewhere what that runner wants", () => {
    expectTypeOf(expect(record).toMatchGolden).returns.toBeVoid();
    expectTypeOf<ReturnType<EventMatchers<boolean>["toMatchGolden"]>>().toEqualTypeOf<boolean>();
  });

  it("fit expect.extend as they are", () => {
    expect.extend(eventMatchers);
  });
});

describe("goldens", () => {
  it("are text, and know their options", () => {
    expectTypeOf(goldenOf(record, { omit: [Asked], ignore: ["n"] })).toEqualTypeOf<string>();
    expect(record).toMatchGolden("[]", { tolerance: 0.1, order: "causal", sameText: (left, right) => left === right });
    // @ts-expect-error there is no such option
    goldenOf(record, { ignored: [] });
    // @ts-expect-error there is no such order
    expect(record).toMatchGolden("[]", { order: "any" });
  });
});
