/**
 * Signals that meet: an order ships when it is paid and packed, orders do not mix, and three desks fill one dossier.
 *
 * Prints:
 *   shipped o-2: 45 EUR, box 7
 *   shipped o-1: 20 EUR, box 3
 *   still waits: a when has signal Paid, and lacks signal Packed
 *   news: Paid o-1 | Packed o-2 | Paid o-2 | Packed o-1 | Paid o-3
 *   receipt: {"delivered":true,"handlers":2,"duplicate":false}
 *   again: {"delivered":false,"handlers":0,"duplicate":true}
 *   dossier: {"credit":"good","identity":"checked","address":"known"}
 */
import assert from "node:assert/strict";
import { TriggerFlow } from "millrace";
import { z } from "zod";

const Paid = z.object({ order: z.string(), amount: z.number() });
const Packed = z.object({ order: z.string(), box: z.number() });

// Three ways to wait for two signals: each on its own, either by its name, both of one order.
const shop = new TriggerFlow("shop", {
  state: z.object({ shipped: z.array(z.string()), news: z.array(z.string()) }),
  signals: { Paid, Packed },
});
shop
  .when(["Paid", "Packed"], { mode: "or" })
  .to(({ value, state }) => state.append("news", `${value.name} ${value.value.order}`));
shop.when(["Paid", "Packed"], { joinBy: "order" }).to(({ value, state }) => {
  const { Paid: paid, Packed: packed } = value.signal;
  state.append("shipped", `${paid.order}: ${String(paid.amount)} EUR, box ${String(packed.box)}`);
});

const orders = await shop.startExecution();
const receipt = await orders.emit("Paid", { order: "o-1", amount: 20 }, { key: "payment-1" });
await orders.emit("Packed", { order: "o-2", box: 7 });
await orders.emit("Paid", { order: "o-2", amount: 45 });
await orders.emit("Packed", { order: "o-1", box: 3 });
const again = await orders.emit("Paid", { order: "o-1", amount: 20 }, { key: "payment-1" });
await orders.emit("Paid", { order: "o-3", amount: 5 });

const waiting = orders.explainStall().joins;
const { state } = await orders.close();
for (const line of state.shipped ?? []) console.log("shipped", line);
for (const { kind, has, lacks } of waiting) {
  console.log(`still waits: a ${kind} has ${has.join()}, and lacks ${lacks.map(({ name }) => name).join()}`);
}
console.log("news:", state.news?.join(" | "));
console.log("receipt:", JSON.stringify(receipt));
console.log("again:", JSON.stringify(again));

// A collection is filled by chains that know nothing of each other; the last one to arrive goes on with all of it.
const file = new TriggerFlow("file", { result: z.record(z.string(), z.unknown()) });
const applicant = file.chunk("applicant", async (data) => {
  await data.emit("Applied", "ada");
  return "known";
});
file
  .when("Applied")
  .to(() => "good")
  .collect("dossier", { branch: "credit" })
  .end();
file
  .when("Applied")
  .to(() => "checked")
  .collect("dossier", { branch: "identity" })
  .end();
file.to(applicant).collect("dossier", { branch: "address" }).end();
const { result: dossier } = await file.start();
console.log("dossier:", JSON.stringify(dossier));

assert.deepEqual(state.shipped, ["o-2: 45 EUR, box 7", "o-1: 20 EUR, box 3"]);
assert.deepEqual(dossier, { credit: "good", identity: "checked", address: "known" });

// How it works
// - A list of triggers waits for all of them, and begins anew when it has gone on; `joinBy` keeps one wait for each key.
// - Signals, chunks, `{ state: key }`, `{ flowData: key }`, event classes and filters may stand in one list.
// - `emit` resolves with a receipt when all that it set off is done; a `key` that was seen before sends nothing.
