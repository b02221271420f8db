/**
 * The child process: measures one peer of one case, alone, and prints one line of JSON.
 *
 * A peer is an async function that builds what it needs and returns a plan:
 *   op(i)        one operation; `i` counts from 0 and never repeats
 *   total()      what the handlers have added up so far: the proof that the work was done
 *   each         what one operation adds to that total (default 1)
 *   parts        how many parts one operation is made of, if the case counts parts: times are per part (default 1)
 *   awaited      true: every operation is awaited before the next (default false)
 *   got(value)   with `awaited`: receives what the operation resolved to
 *   check()      further proof, asked between the batches, outside the measured time
 *   warmup       milliseconds of warming up, where there is more code than the default of 250 can warm
 *   settle()     for peers that deliver later: awaited after every 1,000 operations, inside the measured time
 *
 * Operations are warmed up, then timed in batches of about `--batch` milliseconds. After every batch the total must be
 * exactly what was sent, so a peer that loses an event, or a compiler that drops the work, fails instead of winning.
 */
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { findPeer } from "./find-peer.mjs";

const CHUNK = 1_000;
const WARMUP = 250;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    batch: { type: "string", default: "100" },
    batches: { type: "string", default: "5" },
    warmup: { type: "string" },
  },
});
const plan = await findPeer(positionals)();
const run = plan.awaited ? awaitEach(plan.op, plan.got) : callEach(plan.op, plan.settle);
const { each = 1, parts = 1 } = plan;
let sent = 0;

const size = await warmUp(Number(values.warmup ?? plan.warmup ?? WARMUP), Number(values.batch));
const samples = [];
for (let batch = 0; batch < Number(values.batches); batch += 1)
  samples.push(((await timed(size)) * 1e6) / size / parts);
console.log(JSON.stringify({ samples, size }));
process.exit(0);

/** Runs ever larger batches until the time for warming up is spent; answers how many operations fill a batch. */
async function warmUp(warmupMs, batchMs) {
  const end = performance.now() + warmupMs;
  let count = 8;
  for (;;) {
    const spent = await timed(count);
    if (spent >= batchMs / 4 && performance.now() >= end) return Math.max(1, Math.round((count * batchMs) / spent));
    if (spent < batchMs / 2) count *= 2;
  }
}

/** The milliseconds that `count` operations took; throws when their effect is not exactly `count` deliveries. */
async function timed(count) {
  const before = plan.total();
  const start = performance.now();
  await run(sent, count);
  const spent = performance.now() - start;
  sent += count;
  const effect = plan.total() - before;
  if (effect !== count * each) {
    throw new Error(`The effect is wrong: ${count} operations should add ${count * each}, they added ${effect}.`);
  }
  await plan.check?.();
  return spent;
}

function awaitEach(op, got) {
  return async (from, count) => {
    const end = from + count;
    if (got) for (let i = from; i < end; i += 1) got(await op(i));
    else for (let i = from; i < end; i += 1) await op(i);
  };
}

/** Calls without awaiting; gives the queue of microtasks a turn every 1,000 calls, so that nothing piles up. */
function callEach(op, settle) {
  return async (from, count) => {
    const end = from + count;
    for (let i = from; i < end;) {
      const stop = Math.min(end, i + CHUNK);
      for (; i < stop; i += 1) op(i);
      await settle?.();
    }
  };
}
