/**
 * A chat as a loop of signals: ask, stream the reply, ask again. The model and the person are scripts here.
 *
 * Prints:
 *
 *   [user] hi
 *   [assistant] reply:hi
 *
 *   [user] there
 *   [assistant] reply:there
 */
import assert from "node:assert/strict";
import { TriggerFlow } from "millrace";

const inputs = ["hi", "there", "exit"];

async function* model(question: string): AsyncGenerator<string> {
  for (const delta of ["re", "ply:", question]) {
    await Promise.resolve();
    yield delta;
  }
}

const flow = new TriggerFlow("chat");

const getInput = flow.chunk("get_input", async (data) => {
  const userInput = inputs.shift() ?? "exit";
  if (userInput === "exit") {
    await data.stopStream();
    return "exit";
  }
  await data.putIntoStream(`\n[user] ${userInput}\n`);
  await data.emit("UserInput", userInput);
  return "next";
});

const streamReply = flow.chunk("stream_reply", async (data) => {
  await data.putIntoStream("[assistant] ");
  for await (const delta of model(String(data.value))) await data.putIntoStream(delta);
  await data.putIntoStream("\n");
  data.emitNowait("Loop"); // posted, so that a thousand turns do not nest inside each other
});

// The loop is driven by signals; nothing ends with a result.
flow.to(getInput);
flow.when("UserInput").to(streamReply);
flow.when("Loop").to(getInput);

const execution = flow.createExecution();
const items: unknown[] = [];
for await (const item of execution.getRuntimeStream("start")) {
  process.stdout.write(String(item));
  items.push(item);
}

const turn = (text: string) => [`\n[user] ${text}\n`, "[assistant] ", "re", "ply:", text, "\n"];
assert.deepEqual(items, [...turn("hi"), ...turn("there")]);
assert.equal((await execution.outcome).result, undefined);

// How it works
// - `when(signal)` runs its chain each time the signal is emitted, so two chunks that answer each other are a loop.
// - A chunk that stands at two places is two nodes: get_input behind the start, and behind "Loop".
// - `emit` waits for the whole reply and what follows; `emitNowait` posts, and keeps stack and heap flat.
// - When nothing is under way any more the execution closes; here `stopStream` has ended the reader before.
