/**
 * Listen for the length of a block, or of a piece of work, and no longer.
 *
 * Prints:
 *   block: 50%
 *   block: 100%
 *   closed inside: false
 *   callback: 50%
 *   callback: 100%
 *   downloaded 12 kB
 *   once: 50%
 *   until aborted: 50%
 *   until aborted: 100%
 */
import assert from "node:assert/strict";
import { defineEvent, MemoryStream } from "millrace";
import { z } from "zod";

class Progress extends defineEvent("progress", { percent: z.number() }, { transient: true }) {}

await using stream = new MemoryStream();
const lines: string[] = [];
const log = (line: string): void => {
  lines.push(line);
  console.log(line);
};

async function download(): Promise<string> {
  for (const percent of [50, 100]) await stream.send(new Progress({ percent }));
  return "12 kB";
}

// With a block: `using` ends the subscription where the block ends, also by return or throw.
async function withBlock(): Promise<void> {
  using scope = stream.where(Progress).subScope((event) => log(`block: ${event.percent}%`));
  await download();
  log(`closed inside: ${scope.closed}`);
}
await withBlock();

// With a callback: the work runs inside the scope, and its result comes out.
const size = await stream.where(Progress).subScope((event) => log(`callback: ${event.percent}%`), download);
log(`downloaded ${size}`);

await download(); // nobody listens any more

// The other ways to end a subscription: after one event, or with a signal.
const aborter = new AbortController();
stream.where(Progress).subscribe(({ percent }) => log(`once: ${percent}%`), { once: true });
stream.where(Progress).subscribe(({ percent }) => log(`until aborted: ${percent}%`), { signal: aborter.signal });
await download();
aborter.abort();
await download();

assert.equal(size, "12 kB");
assert.equal(lines.length, 9);
assert.equal((await stream.history.read()).length, 0);

// How it works
// - `subScope(handler)` gives a subscription for `using`; `subScope(handler, work)` runs the work and gives its result.
// - A subscription ends by `unsubscribe()`, by `using`, by `once`, by a signal, or with its stream; ending twice is fine.
// - `transient` events are delivered and not recorded: right for progress and deltas.
