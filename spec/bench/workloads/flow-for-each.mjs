/**
 * `forEach` over 1,000 and over 10,000 items: the time of an item must not depend on how many there are. All at once, even
 * `Promise.all` pays more for each of many, since the collector copies what is under way for long; it stands beside,
 * without a bar, to say how much of the growth is the engine's own.
 */
import { loadMillrace } from "../harness/millrace.mjs";

const FEW = 1_000;
const MANY = 10_000;

export const flowForEach = {
  name: "flow-for-each",
  title: "forEach over many items",
  cases: [
    forEachCase("eight", "eight at a time", { concurrency: 8 }),
    forEachCase("all", "all at once", undefined, {
      "Promise.all, 1,000 items": () => promiseAll(FEW),
      "Promise.all, 10,000 items": () => promiseAll(MANY),
    }),
  ],
};

function forEachCase(name, title, options, others = {}) {
  return {
    name,
    title,
    part: "item",
    limit: "millrace, 1,000 items",
    peers: {
      "millrace, 1,000 items": () => millrace(FEW, options),
      "millrace, 10,000 items": () => millrace(MANY, options),
      ...others,
    },
    bars: [{ of: "millrace, 10,000 items", limit: "millrace, 1,000 items", atMost: 1.15 }],
  };
}

async function millrace(count, options) {
  const { TriggerFlow } = await loadMillrace();
  const flow = new TriggerFlow("for-each");
  flow
    .forEach(options)
    .to(async (data) => data.value + 1)
    .endForEach()
    .end();
  return plan(
    count,
    (items) => flow.start(items),
    ({ result }) => result,
  );
}

async function promiseAll(count) {
  const step = async (item) => item + 1;
  return plan(
    count,
    (items) => Promise.all(items.map(step)),
    (outputs) => outputs,
  );
}

function plan(count, run, outputsOf) {
  const items = Array.from({ length: count }, (_, i) => i);
  let sum = 0;
  const got = (given) => {
    const outputs = outputsOf(given);
    for (let i = 0; i < count; i += 1) sum += outputs[i];
  };
  const each = (count * (count + 1)) / 2;
  return { op: () => run(items), awaited: true, got, total: () => sum, each, parts: count };
}
