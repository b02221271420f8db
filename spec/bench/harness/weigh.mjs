/**
 * The child process of cases that measure bytes: weighs what one peer of one case keeps on the heap, alone, and prints
 * one line of JSON. It needs `--expose-gc`.
 *
 * Here a peer is an async function that returns a plan of another kind:
 *   hold(i)            makes one thing that waits and resolves to what its user would keep of it; `i` never repeats
 *   release(kept, i)   gives it what it waits for and resolves when it is done
 *   total()            how many were done so far: the proof that each of them really waited
 *   check(kept)        further proof for one of them, asked while it waits
 *
 * A thousand are made and released first, so that code, caches and tables are there before the scales are read. Then
 * `--count` are held at once: the growth of the heap between full collections, divided by their number, is the figure.
 * At last all of them are released, and every one must be done.
 */
import { parseArgs } from "node:util";
import { findPeer } from "./find-peer.mjs";
import { median } from "./judge.mjs";

const WARM = 1_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: "string", default: "10000" } },
});
if (typeof globalThis.gc !== "function") throw new Error("Bytes are weighed under node --expose-gc.");
const plan = await findPeer(positionals)();
const count = Number(values.count);

const first = [];
await holdAll(first, 0, WARM);
await releaseAll(first, 0);

// Full length from the start: what the list itself weighs is on the scales before and after.
const held = Array.from({ length: count }, () => undefined);
const before = await weight();
await holdAll(held, WARM, count);
const bytes = ((await weight()) - before) / count;
for (const kept of held) plan.check?.(kept);
await releaseAll(held, WARM);
console.log(JSON.stringify({ samples: [bytes], size: count }));
process.exit(0);

async function holdAll(list, from, many) {
  for (let i = 0; i < many; i += 1) list[i] = await plan.hold(from + i);
}

async function releaseAll(list, from) {
  const done = plan.total();
  for (let i = 0; i < list.length; i += 1) await plan.release(list[i], from + i);
  const effect = plan.total() - done;
  if (effect !== list.length)
    throw new Error(`The effect is wrong: of ${list.length} that waited, ${effect} were done.`);
}

/**
 * Bytes in use after full collections, with some milliseconds between them for what is freed late and for the compiler,
 * whose work in the background is on the scales, too.
 */
async function weight() {
  const readings = [];
  for (let round = 0; round < 10; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    globalThis.gc();
    readings.push(process.memoryUsage().heapUsed);
  }
  return median(readings.slice(5));
}
