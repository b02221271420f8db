/**
 * Loops: a draft is polished until a judge likes it, a cursor runs through a hundred thousand pages, a clock outside ticks.
 *
 * Prints:
 *   draft: a plain text, edited 3 times
 *   pages: 100000 read, the stack stays flat
 *   ticks: 1 3 6
 *   stopped: completed at 6
 */
import assert from "node:assert/strict";
import { TriggerFlow } from "millrace";
import { z } from "zod";

// A loop through a signal: write, judge, and either post the next turn or set the result.
const Draft = z.object({ text: z.string(), edits: z.number() });
const writer = new TriggerFlow("writer", {
  input: z.string(),
  signals: { Revise: Draft, Accept: Draft },
  result: z.string(),
});
const judge = writer.chunk("judge", { value: Draft, emits: ["Revise", "Accept"] }, (data) => {
  data.emitNowait(/very|really/.test(data.value.text) ? "Revise" : "Accept", data.value);
});
writer.to(({ value }) => ({ text: value, edits: 0 })).to(judge);
writer
  .when("Revise")
  .to(({ value }) => ({ text: value.text.replace(/(very|really) /, ""), edits: value.edits + 1 }))
  .to(judge);
writer
  .when("Accept")
  .to(({ value }) => `${value.text}, edited ${String(value.edits)} times`)
  .end();
const draft = await writer.start("a very really very plain text");
console.log("draft:", draft.result);

// The same with one chunk, which posts its next turn to itself and knows its end.
const reader = new TriggerFlow("reader", { input: z.number(), signals: { Page: z.number() }, result: z.number() });
reader.to((data) => {
  data.emitNowait("Page", 1);
});
reader.when("Page").to((data) => {
  if (data.value < 100_000) data.emitNowait("Page", data.value + 1);
  else data.setResult(data.value);
});
const pages = await reader.start(0);
console.log("pages:", pages.result, "read, the stack stays flat");

// A loop that the outside drives: each tick is awaited to the end of what it sets off.
const counter = new TriggerFlow("counter", { state: z.object({ total: z.number() }), signals: { Tick: z.number() } });
counter.when("Tick").to(({ value, state }) => {
  state.set("total", state.get("total", 0) + value);
});
const clock = await counter.startExecution();
const totals: (number | undefined)[] = [];
for (const tick of [1, 2, 3]) {
  await clock.emit("Tick", tick);
  totals.push(clock.snapshot().state.total);
}
console.log("ticks:", totals.join(" "));
const closed = await clock.close();
console.log("stopped:", closed.status, "at", closed.state.total);

assert.equal(draft.result, "a plain text, edited 3 times");
assert.deepEqual([pages.result, totals], [100_000, [1, 3, 6]]);

// How it works
// - `emitNowait` posts: the chunk ends before its next turn begins, so that neither stack nor heap grow with the turns.
// - `await data.emit(…)` waits for the whole next turn, inside of this one: right for one question, wrong for a loop.
// - `setResult` replaces an earlier result; `end()` sets it only if there is none.
