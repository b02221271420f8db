/** The routing index: the same receivers, in the same order, as asking every filter. */
import { BaseEvent, type Filter, MemoryStream, type Subscription, where } from "millrace";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coreOf } from "../../lib/stream/stream-view.js";
import { Tick } from "./events.js";

class Root extends BaseEvent {
  constructor(
    readonly a: unknown,
    readonly b: unknown,
  ) {
    super();
  }
}
class Left extends Root {}
class Right extends Root {}
class LeftLeft extends Left {}
class LeftRight extends Left {
  get c(): unknown {
    return this.a;
  }
}
const CLASSES = [Root, Left, Right, LeftLeft, LeftRight];

const anyClass = fc.constantFrom(...CLASSES);
const anyValue = fc.constantFrom<unknown>(0, -0, 1, "1", true, null, undefined, NaN, 1n, "x");
const anyFilter: fc.Arbitrary<Filter | undefined> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(undefined) },
  {
    weight: 9,
    arbitrary: fc.letrec<{ filter: Filter }>((tie) => ({
      filter: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        anyClass.map((one) => where(one)),
        fc.tuple(anyClass, fc.constantFrom("a", "b"), anyValue).map(([one, name, value]) => field(one, name).eq(value)),
        fc
          .tuple(anyClass, fc.constantFrom("a", "b"), fc.array(anyValue, { minLength: 1, maxLength: 3 }))
          .map(([one, name, values]) => field(one, name).oneOf(values)),
        fc.tuple(anyClass, anyValue).map(([one, value]) => field(one, "a").ne(value)),
        fc.constantFrom(
          where((event) => event instanceof Left),
          field(LeftRight, "c").eq(1),
        ),
        fc.tuple(tie("filter"), tie("filter")).map(([one, two]) => one.or(two)),
        fc.tuple(tie("filter"), tie("filter")).map(([one, two]) => one.and(two)),
        tie("filter").map((one) => one.not()),
      ),
    })).filter,
  },
);
const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ add: anyFilter, interrupt: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ remove: fc.nat({ max: 20 }) }) },
  { weight: 6, arbitrary: fc.record({ send: fc.tuple(anyClass, anyValue, anyValue) }) },
);

interface AnyField {
  eq(value: unknown): Filter;
  ne(value: unknown): Filter;
  oneOf(values: readonly unknown[]): Filter;
}
function field(constructor: typeof Root, name: string): AnyField {
  return constructor.field(name as "a");
}

describe("RoutingIndex", () => {
  it("gives the receivers, and the order, that asking every filter gives", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 40 }), async (steps) => {
        const stream = new MemoryStream({ history: false });
        const live: { filter: Filter | undefined; subscription: Subscription; interrupt: boolean; name: number }[] = [];
        let met: number[] = [];
        let name = 0;
        for (const step of steps) {
          if ("add" in step) {
            const view = step.add ? stream.where(step.add) : stream;
            const own = name++;
            const subscription = step.interrupt
              ? view.subscribe((event) => (met.push(own), event), { interrupt: true })
              : view.subscribe(() => met.push(own));
            live.push({ filter: step.add, subscription, interrupt: step.interrupt, name: own });
          } else if ("remove" in step) {
            live.splice(step.remove, 1).forEach(({ subscription }) => subscription.unsubscribe());
          } else {
            const [constructor, a, b] = step.send;
            const event = new constructor(a, b);
            met = [];
            await stream.send(event);
            const wanted = live.filter(({ filter }) => filter === undefined || filter.matches(event));
            const inOrder = [...wanted.filter((one) => one.interrupt), ...wanted.filter((one) => !one.interrupt)];
            expect(met).toEqual(inOrder.map((one) => one.name));
          }
        }
        for (const { subscription } of live) subscription.unsubscribe();
        expect(coreOf(stream).subject.index.subscriptions()).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("knows subscriptions of classes that were met later, and of their parents", async () => {
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.subscribe(() => seen.push("all"));
    stream.where(Tick).subscribe(() => seen.push("tick"));
    class Late extends Tick {}
    stream.where(Late).subscribe(() => seen.push("late"));

    await stream.send(new Late());

    expect(seen).toEqual(["all", "tick", "late"]);
  });

  it("survives a getter that throws: its filters say no, the others are met", async () => {
    class Broken extends BaseEvent {
      get n(): number {
        throw new Error("unreadable");
      }
    }
    const stream = new MemoryStream();
    const seen: string[] = [];
    stream.where(Broken.field("n").eq(1)).subscribe(() => seen.push("field"));
    stream.where(Broken).subscribe(() => seen.push("class"));

    await stream.send(new Broken());

    expect(seen).toEqual(["class"]);
  });

  it("keeps no seat of those who have gone", async () => {
    const stream = new MemoryStream();
    const { index } = coreOf(stream).subject;
    await stream.send(new Tick());
    for (let n = 0; n < 2000; n++)
      stream
        .where(Tick, { n })
        .subscribe(() => 1)
        .unsubscribe();
    for (let n = 0; n < 2000; n++)
      stream
        .where(Tick)
        .subscribe(() => 1)
        .unsubscribe();

    const { subscriber } = index.routeOfClass(Tick);
    expect(subscriber.live).toBe(0);
    expect(subscriber.all.seats).toHaveLength(0);
  });
});
