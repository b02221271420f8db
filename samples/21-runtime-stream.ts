/**
 * Progress while the work goes on: a chunk puts items into the runtime stream, a reader prints them as they come.
 *
 * Prints:
 *   [stream] { step: 1, status: 'working' }
 *   [stream] { step: 2, status: 'working' }
 *   [stream] { step: 3, status: 'working' }
 *   result: done
 */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { TriggerFlow } from "millrace";

const flow = new TriggerFlow();

const streamSteps = flow.chunk("stream_steps", async (data) => {
  for (let i = 0; i < 3; i++) {
    void data.putIntoStream({ step: i + 1, status: "working" });
    await sleep(2);
  }
  void data.stopStream();
  return "done";
});

flow.to(streamSteps).end();

const items: unknown[] = [];
for await (const item of flow.getRuntimeStream("start")) {
  console.log("[stream]", item);
  items.push(item);
}

// The same with the execution at hand: any number of readers, and the outcome.
const execution = flow.createExecution();
const [first, second, outcome] = await Promise.all([
  collect(execution.getRuntimeStream("start")),
  collect(execution.getRuntimeStream()),
  execution.outcome,
]);
console.log("result:", outcome.result);

async function collect(reader: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const item of reader) list.push(item);
  return list;
}

assert.deepEqual(items, [
  { step: 1, status: "working" },
  { step: 2, status: "working" },
  { step: 3, status: "working" },
]);
assert.deepEqual([first, second, outcome.result], [items, items, "done"]);

// How it works
// - The first `next` of a reader starts the execution, if nobody has; later readers and calls of `start` join it.
// - Items are kept, and every reader gets them from the first one on.
// - The stream ends with `stopStream`, or when the execution closes. It is neither the state nor the result.
