/** Kills a flow at any boundary between its events: the last snapshot, loaded and resumed elsewhere, gives the same. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interpret } from "./interpret-random-flow.js";
import { KINDS, operatorsOf, type RandomChain, randomFlow } from "./random-flows.js";
import { anyBoundary, runObserved } from "./random-restarts.js";
import { expectSame } from "./random-runs.js";

const CASES = 1000;
const step = { add: 1, turns: 2 };
const at = (boundary: number) => (event: number) => event === boundary;

describe("an execution that is killed at an event boundary, loaded and resumed", () => {
  it("gives the same results for every random flow, killed twice at any boundary", { timeout: 120_000 }, async () => {
    const boundaries = new Map<string, number>();
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        randomFlow,
        fc.nat(50),
        fc.nat(1_000_000),
        fc.constantFrom(undefined, 1, 2),
        async (definition, input, seed, concurrency) => {
          const expected = interpret(definition, input);
          const first = await runObserved(definition, { input }, { seed, concurrency, keeps: anyBoundary(seed) });
          expectSame(first.outcome, expected);
          const second = await runObserved(definition, first, { seed, concurrency, keeps: anyBoundary(seed + 1) });
          expectSame(second.outcome, expected);
          boundaries.set(first.at, (boundaries.get(first.at) ?? 0) + 1);
          for (const { kind } of operatorsOf(definition)) seen.add(kind);
          if (second.snapshot === undefined) return; // it had nothing to tell any more

          const third = await runObserved(definition, second, { seed, concurrency, keeps: () => false });

          expectSame(third.outcome, expected);
        },
      ),
      { numRuns: CASES },
    );

    expect([...KINDS].filter((kind) => !seen.has(kind))).toEqual([]);
    for (const kind of [
      "signal",
      "chunk-started",
      "chunk-ended",
      "result-set",
      "execution-started",
      "execution-completed",
    ])
      expect([kind, (boundaries.get(`flow.${kind}`) ?? 0) > 10]).toEqual([kind, true]);
    expect(boundaries.size).toBeGreaterThan(10);
  });

  const flows: Readonly<Record<string, RandomChain>> = {
    "a window of items, some of which emit": [
      {
        kind: "forEach",
        items: 3,
        order: "input",
        concurrency: 2,
        body: [{ kind: "signal", step, posted: false, chain: [{ kind: "step", step }] }],
      },
    ],
    "fan-outs inside of fan-outs": [
      {
        kind: "forEach",
        items: 2,
        order: "completion",
        concurrency: undefined,
        body: [
          {
            kind: "batch",
            branches: [
              { ...step, fails: true },
              { ...step, fails: false },
            ],
            settled: true,
            concurrency: 1,
          },
          { kind: "match", mode: "hitAll", test: "promise", cases: [[{ kind: "step", step }], []], otherwise: [] },
        ],
      },
    ],
    "gates, collections, state and events of the bus": [
      { kind: "gate", step, posted: true, chain: [{ kind: "side", step }] },
      { kind: "collect", left: step, right: step, mode: "filledThenEmpty" },
      { kind: "state", step, posted: false, chain: [{ kind: "retry", step, failures: 2 }] },
      { kind: "event", step, chain: [{ kind: "step", step }] },
    ],
    "sub-flows that recover, retry and wait for answers": [
      {
        kind: "subFlow",
        body: [
          { kind: "recover", step },
          { kind: "pause", step, resumeTo: "self" },
          { kind: "caught", step },
        ],
      },
      { kind: "pause", step, resumeTo: "next" },
    ],
  };
  for (const [what, definition] of Object.entries(flows))
    it(`gives the same at every single boundary of ${what}`, { timeout: 60_000 }, async () => {
      const expected = interpret(definition, 3);
      const options = { seed: 5, concurrency: undefined };
      const whole = await runObserved(definition, { input: 3 }, { ...options, keeps: () => false });
      expectSame(whole.outcome, expected);
      expect(whole.events).toBeGreaterThan(15);

      for (let boundary = 0; boundary < whole.events; boundary++) {
        const killed = await runObserved(definition, { input: 3 }, { ...options, keeps: at(boundary) });
        const { outcome } = await runObserved(definition, killed, { ...options, keeps: () => false });
        expectSame(outcome, expected);
      }
    });

  for (const part of ["work", "joins", "state", "gatherings"] as const)
    it(`does not give the same without what the snapshot says of ${part}: the law can fail`, async () => {
      const definition: RandomChain = [
        {
          kind: "batch",
          branches: [
            { ...step, fails: false },
            { add: 1, turns: 3, fails: false },
          ],
          settled: false,
          concurrency: undefined,
        },
        { kind: "collect", left: { add: 1, turns: 0 }, right: { add: 1, turns: 3 }, mode: "filledAndUpdate" },
      ];
      const expected = interpret(definition, 3);
      const options = { seed: 5, concurrency: undefined };
      const { events } = await runObserved(definition, { input: 3 }, { ...options, keeps: () => false });
      let different = 0;
      for (let boundary = 0; boundary < events; boundary++) {
        const killed = await runObserved(definition, { input: 3 }, { ...options, keeps: at(boundary) });
        const without = { ...(JSON.parse(killed.snapshot ?? "") as object), [part]: part === "state" ? {} : [] };
        try {
          expectSame(
            (await runObserved(definition, { snapshot: JSON.stringify(without) }, { ...options, keeps: () => false }))
              .outcome,
            expected,
          );
        } catch {
          different++;
        }
      }

      expect(different).toBeGreaterThan(0);
    });
});
