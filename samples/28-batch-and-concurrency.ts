/**
 * Branches side by side: a batch gathers their outputs under typed names, and two limits say how much runs at once.
 *
 * Prints:
 *   no limit
 *     most at once: 4
 *   an execution that runs two chunks at once
 *     most at once: 2
 *   MILLRACE: 8 letters, m to e
 *   a batch that runs one branch at once
 *     most at once: 1
 *   { facts: 'facts(tea)', risks: 'risks(tea)' }
 */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { TriggerFlow } from "millrace";
import { z } from "zod";

let running = 0;
let most = 0;

async function work<T>(value: T): Promise<T> {
  most = Math.max(most, ++running);
  await sleep(1);
  running--;
  return value;
}

async function mostDuring<T>(run: () => Promise<T>): Promise<T> {
  most = 0;
  const outcome = await run();
  console.log(`  most at once: ${most}`);
  return outcome;
}

// Plain functions under keys: the next step gets { length: number, upper: string, ... }.
const flow = new TriggerFlow("stats", { input: z.string(), result: z.string() });
flow
  .batch({
    length: ({ value }) => work(value.length),
    upper: ({ value }) => work(value.toUpperCase()),
    first: ({ value }) => work(value.charAt(0)),
    last: ({ value }) => work(value.at(-1) ?? ""),
  })
  .to(({ value }) => `${value.upper}: ${value.length} letters, ${value.first} to ${value.last}`)
  .end();

console.log("no limit");
const free = await mostDuring(() => flow.start("millrace"));

console.log("an execution that runs two chunks at once");
const two = await mostDuring(() => flow.start("millrace", { concurrency: 2 }));
console.log(free.result);

// Named chunks: the output has their names, in the order written. This limit is the batch's own.
const named = new TriggerFlow("named", { input: z.string() });
const facts = named.chunk("facts", ({ value }) => work(`facts(${value})`));
const risks = named.chunk("risks", ({ value }) => work(`risks(${value})`));
named.batch(facts, risks, { concurrency: 1 }).end();

console.log("a batch that runs one branch at once");
const { result } = await mostDuring(() => named.start("tea"));
console.log(result);

assert.equal(free.result, "MILLRACE: 8 letters, m to e");
assert.equal(two.result, free.result);
assert.deepEqual(result, { facts: "facts(tea)", risks: "risks(tea)" });

// How it works
// - All branches get the same value; the batch goes on when the last one is done, keys in the order of definition.
// - A limit of the execution counts every chunk that runs, fan-outs included; a limit of a batch counts its branches.
// - A chunk that waits for what it has emitted lends its place meanwhile, so no chain of waits can deadlock.
