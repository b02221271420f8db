/** A flow that was carried as text does what the flow did that it was saved from. */
import { type ChunkData, TriggerFlow } from "millrace";
import { describe, expect, it } from "vitest";

type Data = ChunkData<number>;

// What both processes have: the code, under its names.
const named = (name: string) => {
  const flow = new TriggerFlow(name);
  const step = <N extends string, O>(id: N, run: (value: number) => O) =>
    flow.chunk(id, ({ value }: Data) => run(value));
  return {
    flow,
    double: step("double", (value) => value * 2),
    next: step("next", (value) => value + 1),
    list: step("list", (value) => [value, value + 1]),
    sum: flow.chunk("sum", ({ value }: ChunkData<Readonly<Record<string, number>>>) =>
      Object.values(value).reduce((left, right) => left + right, 0),
    ),
    show: flow.chunk("show", ({ value }: ChunkData) => JSON.stringify(value)),
    even: flow.condition("even", ({ value }) => (value as number) % 2 === 0),
    say: flow.chunk("say", ({ value }: Data) => `even ${String(value)}`),
    deny: flow.chunk("deny", ({ value }: Data) => `odd ${String(value)}`),
  };
};
type Named = ReturnType<typeof named>;

const definitions: Readonly<Record<string, (parts: Named) => void>> = {
  "a chain": ({ flow, double, next }) => flow.to(double).to(next).end(),
  "a batch": ({ flow, double, next, sum }) => flow.batch(double, next, { concurrency: 1 }).to(sum).end(),
  "a forEach": ({ flow, list, double }) => flow.to(list).forEach().to(double).endForEach().end(),
  "a match": ({ flow, even, say, deny }) => flow.match().case(even).to(say).caseElse().to(deny).endMatch().end(),
  "a when": ({ flow, double, next, show }) => {
    flow.to(double);
    flow.to(next);
    flow.when([double, next]).to(show).end();
  },
  "a collection": ({ flow, double, next, show }) => {
    flow.to(double).collect("both", { branch: "left" }).to(show).end();
    flow.to(next).collect("both", { branch: "right" });
  },
};

describe.each(Object.entries(definitions))("a carried flow with %s", (_, define) => {
  it.each([4, 5])("gives what the original gives for %d", async (input) => {
    const original = named("carried");
    define(original);
    const loaded = named("carried");

    loaded.flow.loadBlueprint(JSON.stringify(original.flow.saveBlueprint()));

    expect(loaded.flow.saveBlueprint()).toEqual(original.flow.saveBlueprint());
    const { result } = await loaded.flow.start(input);
    expect(result).toEqual((await original.flow.start(input)).result);
    expect(result).toBeDefined();
  });
});
