/**
 * A hundred items, eight at a time, against a bare pool: a counter, a list of outputs, and eight callbacks that take the
 * next item. The work of an item is done in a microtask, or at the next turn of the event loop (`immediate`). Before
 * anybody is measured, a run shows that eight items are under way at most, and that another is taken whenever one
 * is done: a window that slides, no groups of eight.
 */
import { loadMillrace } from "../harness/millrace.mjs";

const ITEMS = 100;
const AT_ONCE = 8;
const SUM = (ITEMS * (ITEMS + 1)) / 2;

const micro = async (item) => {
  await null;
  return item + 1;
};
const immediate = async (item) => {
  await new Promise((resolve) => setImmediate(resolve));
  return item + 1;
};

export const flowFanOut = {
  name: "flow-fan-out",
  title: "a hundred items, eight at a time",
  cases: [
    fanOutCase("micro", "work in a microtask", micro, [
      { of: "millrace", limit: "bare pool", atMost: 1.5, goal: 1.1 },
      { of: "millrace", limit: "p-map", timesFaster: 3 },
    ]),
    fanOutCase("immediate", "work at the next turn of the event loop", immediate, [
      { of: "millrace", limit: "bare pool", atMost: 1.2, goal: 1.05 },
    ]),
  ],
};

function fanOutCase(name, title, work, bars) {
  return {
    name,
    title,
    limit: "bare pool",
    peers: {
      "bare pool": () => plan(barePool, work),
      millrace: () => plan(millrace, work),
      "p-map": () => plan(pMap, work),
    },
    bars,
  };
}

async function barePool(work) {
  return (items) =>
    new Promise((resolve, reject) => {
      const outputs = new Array(items.length);
      let next = 0;
      let left = items.length;
      const take = () => {
        if (next === items.length) return;
        const at = next++;
        work(items[at]).then((output) => {
          outputs[at] = output;
          if (--left === 0) resolve(outputs);
          else take();
        }, reject);
      };
      for (let lane = 0; lane < AT_ONCE; lane += 1) take();
    });
}

async function millrace(work) {
  const { TriggerFlow } = await loadMillrace();
  const flow = new TriggerFlow("fan-out");
  flow
    .forEach({ concurrency: AT_ONCE })
    .to((data) => work(data.value))
    .endForEach()
    .end();
  return async (items) => (await flow.start(items)).result;
}

async function pMap(work) {
  const { default: map } = await import("p-map");
  return (items) => map(items, work, { concurrency: AT_ONCE });
}

async function plan(peer, work) {
  await proveWindow(peer);
  const run = await peer(work);
  const items = Array.from({ length: ITEMS }, (_, i) => i);
  let sum = 0;
  const got = (outputs) => {
    for (let i = 0; i < ITEMS; i += 1) sum += outputs[i];
  };
  return { op: () => run(items), awaited: true, got, total: () => sum, each: SUM };
}

/** Item 0 stays until all others are done: the other lanes must not wait for it, and outputs keep the order of items. */
async function proveWindow(peer) {
  let [underWay, most, done] = [0, 0, 0];
  const run = await peer(async (item) => {
    most = Math.max(most, (underWay += 1));
    const mayLeave = () => item !== 0 || done === ITEMS - 1;
    for (let turn = 0; turn === 0 || !mayLeave(); turn += 1) {
      if (turn > 100 * ITEMS) throw new Error(`The first item holds up the others: only ${done} are done.`);
      await immediate(item);
    }
    underWay -= 1;
    done += 1;
    return item;
  });
  const outputs = await run(Array.from({ length: ITEMS }, (_, i) => i));
  if (most !== AT_ONCE) throw new Error(`${most} items were under way at once instead of ${AT_ONCE}.`);
  if (outputs.length !== ITEMS || outputs.some((output, i) => output !== i))
    throw new Error("The outputs are not those of the items in their order.");
}
