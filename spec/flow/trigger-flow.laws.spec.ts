/** A flow runs what a plain interpreter of its definition runs, whatever the concurrency and with or without the bus. */
import { type Chain, ChunkStarted, MemoryStream, TriggerFlow } from "millrace";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";

/** What stands behind a place of a flow: all of them run with the value that comes there. */
type Tree = readonly Node[];
type Node =
  | { readonly kind: "chunk"; readonly add: number; readonly next: Tree }
  | {
      readonly kind: "batch";
      readonly adds: readonly number[];
      readonly concurrency: number | undefined;
      readonly next: Tree;
    }
  | { readonly kind: "signal"; readonly add: number; readonly posted: boolean; readonly next: Tree };

const add = fc.integer({ min: -5, max: 5 });
const { tree } = fc.letrec<{ tree: Tree; node: Node }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, fc.constant([]), fc.array(tie("node"), { minLength: 1, maxLength: 3 })),
  node: fc.oneof(
    fc.record({ kind: fc.constant("chunk" as const), add, next: tie("tree") }),
    fc.record({
      kind: fc.constant("batch" as const),
      adds: fc.array(add, { maxLength: 3 }),
      concurrency: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
      next: tie("tree"),
    }),
    fc.record({ kind: fc.constant("signal" as const), add, posted: fc.boolean(), next: tie("tree") }),
  ),
}));

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** What runs, with which value: `place:value`, in any order. */
function interpret(nodes: Tree, value: number, place: string): string[] {
  return nodes.flatMap((node, index) => {
    const here = `${place}.${index}`;
    if (node.kind === "batch") {
      const branches = node.adds.map((one, branch) => `${here}b${branch}:${value + one}`);
      return [...branches, ...interpret(node.next, sum(node.adds.map((one) => value + one)), here)];
    }
    return [`${here}:${value + node.add}`, ...interpret(node.next, value + node.add, here)];
  });
}

/** The same as a flow that notes what runs. */
function define(nodes: Tree, ran: string[]): TriggerFlow {
  const flow = new TriggerFlow("law");
  type AnyChain = Chain<number, TriggerFlow["contract"]>;
  type Place = Pick<AnyChain, "to" | "batch">;
  const place = (at: Place, rest: Tree, name: string): void => {
    for (const [index, node] of rest.entries()) {
      const here = `${name}.${index}`;
      const note = (value: number, where = here): number => {
        ran.push(`${where}:${value}`);
        return value;
      };
      if (node.kind === "chunk")
        place(
          at.to(async (data) => note(data.value + node.add)),
          node.next,
          here,
        );
      else if (node.kind === "batch") {
        const branches = Object.fromEntries(
          node.adds.map((one, branch) => [
            `b${branch}`,
            async (data: { readonly value: number }) => note(data.value + one, `${here}b${branch}`),
          ]),
        );
        const options = node.concurrency === undefined ? {} : { concurrency: node.concurrency };
        place(
          at.batch(branches, options).to((data) => sum(Object.values(data.value))),
          node.next,
          here,
        );
      } else {
        at.to(async (data) => {
          if (node.posted) data.emitNowait(here, data.value);
          else await data.emit(here, data.value);
        });
        const signalled = flow.when(here) as AnyChain;
        place(
          signalled.to((data) => note(data.value + node.add)),
          node.next,
          here,
        );
      }
    }
  };
  place(flow, nodes, "start");
  return flow;
}

describe("a flow", () => {
  it("runs what its definition says, once per arrival, whatever the concurrency, on a bus or not", async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.constantFrom(undefined, 1, 2), fc.boolean(), async (nodes, concurrency, onBus) => {
        const ran: string[] = [];
        const options = concurrency === undefined ? {} : { concurrency };
        const stream = new MemoryStream();

        const outcome = await define(nodes, ran).start(1, onBus ? { ...options, stream } : options);

        expect(outcome.status).toBe("completed");
        expect(ran.sort()).toEqual(interpret(nodes, 1, "start").sort());
      }),
      { numRuns: 150 },
    );
  });

  it("lets a join go on once per arrival, with the values of that arrival", async () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 4 }), fc.boolean(), async (values, branches, skips) => {
        const stream = new MemoryStream();
        if (skips)
          stream
            .where(ChunkStarted.field("node").eq("b0"))
            .subscribe((event) => ((event.value as number) % 2 ? null : event), {
              interrupt: true,
            });
        const flow = new TriggerFlow("joins", { signals: { Go: z.number() } });
        const joined: unknown[] = [];
        flow.to((data) => {
          for (const value of values) data.emitNowait("Go", value);
        });
        const keys = Array.from({ length: branches }, (_, index) => `b${index}`);
        flow
          .when("Go")
          .batch(
            Object.fromEntries(
              keys.map((key, index) => [
                key,
                async (data: { readonly value: number }) => {
                  // Later arrivals overtake earlier ones.
                  for (let turn = data.value % (3 + index); turn > 0; turn--) await Promise.resolve();
                  return data.value;
                },
              ]),
            ),
          )
          .to((data) => joined.push(data.value));

        await flow.start(undefined, { stream });

        const expected = values.map((value) =>
          Object.fromEntries(keys.map((key) => [key, skips && key === "b0" && value % 2 ? { skipped: true } : value])),
        );
        const texts = (list: readonly unknown[]): string[] => list.map((one) => JSON.stringify(one)).sort();
        expect(texts(joined)).toEqual(texts(expected));
      }),
      { numRuns: 60 },
    );
  });
});
