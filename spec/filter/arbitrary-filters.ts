/** Random filters of every kind, and random events that some of them let through. */
import { BaseEvent, defineEvent, Filter, UnknownEvent } from "millrace";
import fc from "fast-check";
import { z } from "zod";
import { COMPARISONS, compareNode } from "../../lib/filter/comparisons.js";
import {
  type ComparisonName,
  type EventRef,
  type FilterNode,
  type PathStep,
  refOfClass,
  refOfType,
} from "../../lib/filter/filter-node.js";
import { anyData, anyKey, anyPrimitive } from "../event/arbitrary-data.js";

export class Order extends defineEvent("order.placed", {
  total: z.unknown().optional(),
  data: z.unknown().optional(),
}) {
  get fragile(): unknown {
    if (this.total === "broken") throw new Error("broken");
    return this.total;
  }
}
export class BigOrder extends Order.extend("order.placed/big:v-1_0", { note: z.unknown().optional() }) {}
export class Chat extends defineEvent("été.Größe", { data: z.unknown().optional() }) {}
class Tick extends BaseEvent {
  constructor(readonly total: unknown) {
    super();
  }
}

/** Classes that are met, the root among them, and types that nobody ever binds. */
export const refs: readonly EventRef[] = [
  ...[BaseEvent, Order, BigOrder, Chat].map(refOfClass),
  refOfType("far.away"),
  refOfType("x"),
];
const anyRef = fc.constantFrom(...refs);

const anyPattern: fc.Arbitrary<RegExp> = fc
  .tuple(
    fc.oneof(fc.string(), fc.constantFrom("", "/", "[/]", "\\/", "[", "\n", "\r\u2028", "a|b", "[\\]/]", "\\d+")),
    fc.constantFrom("", "i", "su", "dm", "v", "g", "y"),
  )
  .chain(([source, flags]) => {
    try {
      return fc.constant(new RegExp(source, flags));
    } catch {
      return fc.constant(/fallback/);
    }
  });

const anyOrdered = fc.oneof(fc.double(), fc.bigInt(), fc.string(), fc.date({ noInvalidDate: true }));

const valuesOf: Readonly<Record<ComparisonName, fc.Arbitrary<unknown>>> = {
  eq: anyData,
  ne: anyData,
  lt: anyOrdered,
  le: anyOrdered,
  gt: anyOrdered,
  ge: anyOrdered,
  is: anyPrimitive,
  oneOf: fc.array(anyData, { maxLength: 4 }),
  matches: anyPattern,
  exists: fc.constant(undefined),
};
const anyComparison = fc.constantFrom(...(Object.keys(COMPARISONS) as ComparisonName[]));
const anyPath = fc.tuple(
  fc.oneof(fc.constantFrom("total", "data", "note", "in", "exists", "is"), anyKey),
  fc.array(fc.oneof<fc.Arbitrary<PathStep>[]>(fc.integer(), anyKey), { maxLength: 3 }),
);

/** Any comparison, with any field path and any value that fits it. */
export const anyCompare: fc.Arbitrary<FilterNode> = fc
  .tuple(anyRef, anyPath, anyComparison)
  .chain(([event, [first, rest], comparison]) =>
    valuesOf[comparison].map((value) => compareNode({ event, path: [first, ...rest], comparison, value })),
  );

/** Values so few that random events meet random comparisons. */
const fewValues = fc.constantFrom<unknown[]>(0, -0, 1, 2n, "a", "b", true, null, undefined, NaN, "broken", [1], {
  a: 1,
});
const fewFields = fc.constantFrom("total", "data", "note", "fragile");

const likelyCompare: fc.Arbitrary<FilterNode> = fc
  .tuple(anyRef, fewFields, fc.constantFrom<ComparisonName[]>("eq", "eq", "ne", "oneOf", "exists"), fc.array(fewValues))
  .map(([event, field, comparison, values]) =>
    compareNode({ event, path: [field], comparison, value: comparison === "oneOf" ? values : values[0] }),
  );

function trees(leaf: fc.Arbitrary<FilterNode>): fc.Arbitrary<FilterNode> {
  return fc.letrec<{ node: FilterNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.oneof(
        leaf,
        anyRef.map((event): FilterNode => ({ kind: "event", event })),
      ),
      fc
        .tuple(fc.constantFrom("and" as const, "or" as const), fc.array(tie("node"), { minLength: 2, maxLength: 4 }))
        .map(([kind, nodes]): FilterNode => ({ kind, nodes })),
      tie("node").map((node): FilterNode => ({ kind: "not", node })),
    ),
  })).node;
}

/** Trees with every comparison and every value: for text and JSON. */
export const anyTree: fc.Arbitrary<FilterNode> = trees(anyCompare);
/** Trees that random events are likely to pass: for verdicts. */
export const likelyTree: fc.Arbitrary<FilterNode> = trees(likelyCompare);
export const likelyFilter: fc.Arbitrary<Filter> = likelyTree.map((node) => new Filter(node));

/** Events of all those classes, and of types that nobody has bound. */
export const likelyEvent: fc.Arbitrary<BaseEvent> = fc
  .tuple(fc.nat(4), fewValues, fewValues)
  .map(([kind, one, two]) =>
    [
      () => new Order({ total: one, data: two }),
      () => new BigOrder({ total: one, note: two }),
      () => new Chat({ data: one }),
      () => new Tick(one),
      () => new UnknownEvent("far.away", 1, { total: one }),
    ][kind]!(),
  );
