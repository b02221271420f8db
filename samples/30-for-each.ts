/**
 * A forEach with a window: summaries of pages that a crawler finds one by one, two at a time, with progress on the bus.
 *
 * Prints:
 *   from a list: tea(3), coffee(6), milk(4)
 *   by completion: milk(4), tea(3), coffee(6)
 *   progress 1 of ?
 *   progress 2 of ?
 *   progress 3 of ?
 *   progress 4 of 4
 *   pages: p1, p2, p3, p4 | most at once: 2 | most ahead: 2
 *   one text is one item: got tea
 *   not a list: FLOW_VALUE_INVALID
 */
import assert from "node:assert/strict";
import { ForEachProgress, MemoryStream, TriggerFlow } from "millrace";
import { z } from "zod";

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
};

// Items go through the block beside each other. What comes out is a list in the order of the items, whoever was first.
const words = new TriggerFlow("words", { input: z.array(z.string()), result: z.array(z.string()) });
const slowness: Readonly<Record<string, number>> = { milk: 1, tea: 2, coffee: 3 };
const measure = words.chunk("measure", { value: z.string() }, async ({ value }) => {
  await turns(slowness[value] ?? 0);
  return `${value}(${String(value.length)})`;
});
words.forEach().to(measure).endForEach().end();
const list = await words.start(["tea", "coffee", "milk"]);
console.log("from a list:", list.result?.join(", "));

const fastest = new TriggerFlow("fastest", { input: z.array(z.string()), result: z.array(z.string()) });
fastest.forEach({ order: "completion" }).to(measure).endForEach().end();
const first = await fastest.start(["tea", "coffee", "milk"]);
console.log("by completion:", first.result?.join(", "));

// An async source is read when the window has room: no page is fetched before somebody can take it.
let [found, running, most, ahead] = [0, 0, 0, 0];
async function* crawl(pages: number): AsyncGenerator<string> {
  for (let page = 1; page <= pages; page++) {
    await turns(1);
    ahead = Math.max(ahead, ++found);
    yield `p${String(page)}`;
  }
}

const crawler = new TriggerFlow("crawler", { input: z.number(), result: z.array(z.string()) });
crawler
  .to(({ value }) => crawl(value))
  .forEach({ concurrency: 2 })
  .to(async ({ value }) => {
    most = Math.max(most, ++running);
    await turns(3);
    running--;
    found--;
    return value;
  })
  .endForEach()
  .end();

await using stream = new MemoryStream();
stream.where(ForEachProgress).subscribe(({ completed, total }) => {
  console.log(`progress ${String(completed)} of ${String(total ?? "?")}`);
});
const pages = await crawler.start(4, { stream });
console.log(`pages: ${pages.result?.join(", ") ?? ""} | most at once: ${String(most)} | most ahead: ${String(ahead)}`);

// A text is one item, not its letters; what has no items is refused where it arrives.
const open = new TriggerFlow("open");
open
  .forEach()
  .to(({ value }) => `got ${String(value)}`)
  .endForEach()
  .end();
console.log("one text is one item:", String((await open.start("tea")).result));
const refused: unknown = await open.start(3).catch((error: unknown) => error);
console.log("not a list:", (refused as { code: string }).code);

assert.deepEqual(list.result, ["tea(3)", "coffee(6)", "milk(4)"]);
assert.deepEqual([pages.result, most, ahead], [["p1", "p2", "p3", "p4"], 2, 2]);

// How it works
// - `concurrency` is a window over whole bodies: an item leaves it when it has come through `endForEach`, or pauses.
// - Blocks nest, and each item of the outer block gets its own list of the inner one.
// - `ForEachProgress` is transient: it is heard, and not recorded.
