/**
 * Branches: a help desk that sorts tickets by their kind, asks how large a refund is, and puts on every label that fits.
 *
 * Prints:
 *   question: answered "where is my parcel?"
 *   small refund: paid 20 EUR for o-1
 *   large refund: put 2000 EUR for o-2 before a human
 *   odd refund: refused o-3
 *   spam: dropped
 *   labels: urgent, angry, long
 *   no label: none fits, so the text goes on: hello
 *   mistake: FLOW_VALUE_INVALID
 */
import assert from "node:assert/strict";
import { TriggerFlow } from "millrace";
import { z } from "zod";

const Ticket = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("question"), text: z.string() }),
  z.object({ kind: z.literal("refund"), order: z.string(), amount: z.number() }),
  z.object({ kind: z.literal("spam") }),
]);

// By a field: each case has its own type. `exhaustive` does not compile while a kind has no case.
const desk = new TriggerFlow("desk", { input: Ticket, result: z.string() });
desk
  .match({ by: "kind" })
  .case("question")
  .to(({ value }) => `answered "${value.text}"`)
  .case("refund")
  .ifCondition(({ value }) => value.amount >= 1000)
  .to(({ value }) => `put ${String(value.amount)} EUR for ${value.order} before a human`)
  .elifCondition(({ value }) => value.amount > 0)
  .to(({ value }) => `paid ${String(value.amount)} EUR for ${value.order}`)
  .elseCondition()
  .to(({ value }) => `refused ${value.order}`)
  .endCondition()
  .case("spam")
  .to(() => "dropped")
  .endMatch({ exhaustive: true })
  .end();

const answers: Record<string, string | undefined> = {
  question: (await desk.start({ kind: "question", text: "where is my parcel?" })).result,
  "small refund": (await desk.start({ kind: "refund", order: "o-1", amount: 20 })).result,
  "large refund": (await desk.start({ kind: "refund", order: "o-2", amount: 2000 })).result,
  "odd refund": (await desk.start({ kind: "refund", order: "o-3", amount: 0 })).result,
  spam: (await desk.start({ kind: "spam" })).result,
};
for (const [ticket, answer] of Object.entries(answers)) console.log(`${ticket}: ${String(answer)}`);

// By conditions, all that fit: their branches run beside each other; the outputs come in the order of the cases.
const labels = new TriggerFlow("labels", { input: z.string(), result: z.union([z.string(), z.array(z.string())]) });
labels
  .match({ mode: "hitAll" })
  .case(({ value }) => /now|today/i.test(value))
  .to(async () => {
    await new Promise(setImmediate); // the slowest, and first all the same
    return "urgent";
  })
  .case(({ value }) => value === value.toUpperCase())
  .to(() => "angry")
  .case(({ value }) => value.length > 20)
  .to(() => "long")
  .endMatch()
  .end();

const { result: all } = await labels.start("WHERE IS MY PARCEL? I WANT IT TODAY!");
const { result: none } = await labels.start("hello");
console.log("labels:", Array.isArray(all) ? all.join(", ") : all);
console.log("no label: none fits, so the text goes on:", none);

// A condition answers true or false; "truthy" hides mistakes and is an error.
const sloppy = new TriggerFlow("sloppy");
sloppy
  .ifCondition(({ value }) => value as boolean)
  .to(() => "something")
  .endCondition();
const mistake: unknown = await sloppy.start("text").catch((error: unknown) => error);
console.log("mistake:", (mistake as { code: string }).code);

assert.equal(answers["large refund"], "put 2000 EUR for o-2 before a human");
assert.deepEqual([all, none], [["urgent", "angry", "long"], "hello"]);

// How it works
// - Literals are compared deeply and strictly, conditions are asked in their order, and may be asynchronous.
// - A branch ends at the next `case`; blocks nest, and a chain with an open block does not take `end()`.
// - Without `caseElse`, a value that no case takes passes unchanged; the type behind `endMatch` says so.
