/** Random flows as data: what the graph and restart specs define, interpret and count. Never more than 30 nodes. */
import fc from "fast-check";

/** A chunk: a pure function of its value, which comes to its end after some turns of the schedule. */
export interface RandomStep {
  readonly add: number;
  readonly turns: number;
}

/** A branch of a batch; one that fails does so where failures are outputs. */
export interface RandomBranch extends RandomStep {
  readonly fails: boolean;
}

/** Operators one behind the other. */
export type RandomChain = readonly RandomOperator[];

/** An operator, with what is inside of it. `chain`: what waits for what the step sets off. */
export type RandomOperator =
  | { readonly kind: "step" | "side" | "recover" | "caught" | "either"; readonly step: RandomStep }
  | { readonly kind: "note" }
  | { readonly kind: "retry"; readonly step: RandomStep; readonly failures: number }
  | { readonly kind: "pause"; readonly step: RandomStep; readonly resumeTo: "next" | "self" }
  | {
      readonly kind: "batch";
      readonly branches: readonly RandomBranch[];
      readonly settled: boolean;
      readonly concurrency: number | undefined;
    }
  | {
      readonly kind: "forEach";
      readonly items: number;
      readonly order: "input" | "completion";
      readonly concurrency: number | undefined;
      readonly body: RandomChain;
    }
  | {
      readonly kind: "match";
      readonly mode: "hitFirst" | "hitAll";
      /** Literals are compared with the value by its rest; functions ask later. */
      readonly test: "literal" | "function" | "promise";
      readonly cases: readonly RandomChain[];
      readonly otherwise: RandomChain | undefined;
    }
  | { readonly kind: "choice"; readonly then: RandomChain; readonly otherwise: RandomChain | undefined }
  | {
      readonly kind: "signal" | "state" | "gate";
      readonly step: RandomStep;
      readonly posted: boolean;
      readonly chain: RandomChain;
    }
  | { readonly kind: "event" | "chunk"; readonly step: RandomStep; readonly chain: RandomChain }
  | {
      readonly kind: "collect";
      readonly left: RandomStep;
      readonly right: RandomStep;
      readonly mode: "filledAndUpdate" | "filledThenEmpty";
    }
  | { readonly kind: "subFlow"; readonly body: RandomChain };

/** All kinds of operators. */
export const KINDS: readonly RandomOperator["kind"][] = [
  ...([
    "step",
    "side",
    "recover",
    "caught",
    "either",
    "note",
    "retry",
    "pause",
    "batch",
    "forEach",
    "match",
    "choice",
  ] as const),
  ...(["signal", "state", "gate", "event", "chunk", "collect", "subFlow"] as const),
];

/** The most nodes of a flow, those of its sub-flows included. */
export const MOST_NODES = 30;

const step = fc.record({ add: fc.nat(9), turns: fc.nat(3) });
const concurrency = fc.constantFrom(undefined, 1, 2);
const branches = fc.array(fc.record({ add: fc.nat(9), turns: fc.nat(3), fails: fc.boolean() }), { maxLength: 3 });

function simple<const K extends string>(...kinds: K[]): fc.Arbitrary<{ kind: K; step: RandomStep }> {
  return fc.record({ kind: fc.constantFrom(...kinds), step });
}

const { chain } = fc.letrec<{
  chain: RandomChain;
  operator: RandomOperator;
  leaf: RandomOperator;
  nest: RandomOperator;
}>((tie) => ({
  chain: fc.array(tie("operator"), { maxLength: 5, size: "max" }),
  operator: fc.oneof({ maxDepth: 5, depthSize: "large" }, tie("leaf"), { arbitrary: tie("nest"), weight: 2 }),
  leaf: fc.oneof(
    simple("step", "side", "recover", "caught", "either"),
    fc.record({ kind: fc.constant("note" as const) }),
    fc.record({ kind: fc.constant("retry" as const), step, failures: fc.integer({ min: 1, max: 2 }) }),
    fc.record({
      kind: fc.constant("pause" as const),
      step,
      resumeTo: fc.constantFrom("next" as const, "self" as const),
    }),
    fc.record({ kind: fc.constant("batch" as const), branches, settled: fc.boolean(), concurrency }),
    fc.record({
      kind: fc.constant("collect" as const),
      left: step,
      right: step,
      mode: fc.constantFrom("filledAndUpdate" as const, "filledThenEmpty" as const),
    }),
  ),
  nest: fc.oneof(
    fc.record({
      kind: fc.constant("forEach" as const),
      items: fc.nat(3),
      order: fc.constantFrom("input" as const, "completion" as const),
      concurrency,
      body: tie("chain"),
    }),
    fc.record({
      kind: fc.constant("match" as const),
      mode: fc.constantFrom("hitFirst" as const, "hitAll" as const),
      test: fc.constantFrom("literal" as const, "function" as const, "promise" as const),
      cases: fc.array(tie("chain"), { minLength: 1, maxLength: 3, size: "max" }),
      otherwise: fc.option(tie("chain"), { nil: undefined }),
    }),
    fc.record({
      kind: fc.constant("choice" as const),
      then: tie("chain"),
      otherwise: fc.option(tie("chain"), { nil: undefined }),
    }),
    fc.record({
      kind: fc.constantFrom("signal" as const, "state" as const, "gate" as const),
      step,
      posted: fc.boolean(),
      chain: tie("chain"),
    }),
    fc.record({ kind: fc.constantFrom("event" as const, "chunk" as const), step, chain: tie("chain") }),
    fc.record({ kind: fc.constant("subFlow" as const), body: tie("chain") }),
  ),
}));

/** Flows of all operators. The outermost chain is long, so that most of them come to the limit. */
export const randomFlow: fc.Arbitrary<RandomChain> = fc
  .array(fc.oneof({ arbitrary: chain, weight: 1 }), { minLength: 1, maxLength: 4, size: "max" })
  .map((chains) => prune(chains.flat(), { left: MOST_NODES - 2 }));

/** Every operator of a flow, those inside of others included. */
export function operatorsOf(flow: RandomChain): RandomOperator[] {
  return flow.flatMap((operator) => [operator, ...insideOf(operator).flatMap(operatorsOf)]);
}

/** How many operators are inside of each other. */
export function depthOf(flow: RandomChain): number {
  return Math.max(0, ...flow.map((operator) => 1 + Math.max(0, ...insideOf(operator).map(depthOf))));
}

function insideOf(operator: RandomOperator): RandomChain[] {
  const {
    body,
    chain: waiting,
    then,
    otherwise,
    cases = [],
  } = operator as Partial<Record<"body" | "chain" | "then" | "otherwise", RandomChain>> & {
    readonly cases?: readonly RandomChain[];
  };
  return [...cases, ...[body, waiting, then, otherwise].filter((one) => one !== undefined)];
}

// Leaves out what would be more than the limit, outermost first, so that what is long stays long.
function prune(flow: RandomChain, budget: { left: number }): RandomChain {
  return flow.flatMap((operator): RandomChain => {
    const cost = costOf(operator);
    if (cost > budget.left) return [];
    budget.left -= cost;
    const inner = (one: RandomChain): RandomChain => prune(one, budget);
    const orNone = (one: RandomChain | undefined): RandomChain | undefined => one && inner(one);
    if (operator.kind === "forEach" || operator.kind === "subFlow")
      return [{ ...operator, body: inner(operator.body) }];
    if (operator.kind === "choice")
      return [{ ...operator, then: inner(operator.then), otherwise: orNone(operator.otherwise) }];
    if (operator.kind === "match")
      return [{ ...operator, cases: operator.cases.map(inner), otherwise: orNone(operator.otherwise) }];
    return "chain" in operator ? [{ ...operator, chain: inner(operator.chain) }] : [operator];
  });
}

// The nodes that an operator adds, apart from what is inside of it.
function costOf(operator: RandomOperator): number {
  switch (operator.kind) {
    case "batch":
      return 2 + 2 * operator.branches.length;
    case "forEach":
    case "subFlow":
    case "gate":
      return operator.kind === "gate" ? 3 : 4;
    case "match":
      return 1 + (operator.mode === "hitAll" ? 2 : 0) + (operator.test === "literal" ? 1 : 0);
    case "collect":
      return 5;
    case "event":
    case "recover":
    case "caught":
    case "either":
      return 2;
    default:
      return 1;
  }
}
