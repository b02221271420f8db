/** Random flows of all operators, up to 30 nodes: what their chunks give is what a plain sequential interpreter gives. */
import { MemoryStream } from "millrace";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildFlow, nodesOf } from "./build-random-flow.js";
import { interpret } from "./interpret-random-flow.js";
import { depthOf, KINDS, MOST_NODES, operatorsOf, randomFlow } from "./random-flows.js";
import { answerAll, expectSame } from "./random-runs.js";
import { RandomSchedule } from "./random-schedule.js";

const CASES = 1000;
const concurrency = fc.constantFrom(undefined, 1, 2);

describe("TriggerFlow and a plain interpreter", () => {
  it("come to the same chunk results, result and state for every random flow", { timeout: 120_000 }, async () => {
    const seen = new Map<string, number>();
    const sizes: number[] = [];
    let deepest = 0;
    await fc.assert(
      fc.asyncProperty(
        randomFlow,
        fc.nat(50),
        fc.nat(1_000_000),
        fc.boolean(),
        concurrency,
        async (definition, input, seed, onBus, limit) => {
          const flow = buildFlow(definition, new RandomSchedule(seed));
          const execution = flow.createExecution({
            ...(onBus ? { stream: new MemoryStream() } : {}),
            ...(limit === undefined ? {} : { concurrency: limit }),
          });

          const outcome = await answerAll(execution, execution.start(input));

          expectSame(outcome, interpret(definition, input));
          expect(execution.explainStall().joins.filter(({ kind }) => kind !== "collect")).toEqual([]);
          sizes.push(nodesOf(flow));
          deepest = Math.max(deepest, depthOf(definition));
          for (const { kind } of operatorsOf(definition)) seen.set(kind, (seen.get(kind) ?? 0) + 1);
        },
      ),
      { numRuns: CASES },
    );

    // The law is worth what its cases are: every operator often, nested, and flows as large as they may be.
    expect(sizes).toHaveLength(CASES);
    expect(Math.max(...sizes)).toBe(MOST_NODES);
    expect(sizes.filter((size) => size > 25).length).toBeGreaterThan(CASES / 10);
    expect(deepest).toBeGreaterThan(3);
    expect(KINDS.filter((kind) => (seen.get(kind) ?? 0) < 50)).toEqual([]);
  });

  it("disagree about a flow that is another one", async () => {
    const flow = buildFlow(
      [
        {
          kind: "forEach",
          items: 2,
          order: "input",
          concurrency: 1,
          body: [{ kind: "step", step: { add: 1, turns: 2 } }],
        },
      ],
      new RandomSchedule(1),
    );
    const outcome = await flow.start(3);
    const other = (add: number, items: number): ReturnType<typeof interpret> =>
      interpret(
        [{ kind: "forEach", items, order: "input", concurrency: 1, body: [{ kind: "step", step: { add, turns: 2 } }] }],
        3,
      );

    expectSame(outcome, other(1, 2));
    expect(() => {
      expectSame(outcome, other(2, 2));
    }).toThrow();
    expect(() => {
      expectSame(outcome, other(1, 3));
    }).toThrow();
  });
});
