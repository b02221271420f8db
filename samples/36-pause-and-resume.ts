/**
 * Pauses: an expense that a person approves, several questions at once, a form that asks until it is satisfied, and an
 * answer that comes as a signal.
 *
 * Prints:
 *   waiting: approve (approval): {"who":"ada","amount":900}
 *   wrong answer: FLOW_VALUE_INVALID, status waiting
 *   approved: 900 EUR, by bo
 *   twice by one key: nothing happens
 *   three questions: legal, budget, press
 *   after two answers: waiting for press
 *   launch: legal=yes budget=yes press=no
 *   form: ask 1: "", ask 2: "not-a-mail"
 *   form: ada@example.org
 *   tracked: parcel-9 arrived, a signal answered
 *   too late: TIMEOUT
 */
import assert from "node:assert/strict";
import { MemoryStream, MillraceError, TriggerFlow } from "millrace";
import { ManualClock } from "millrace/testing";
import { z } from "zod";

const codeOf = (error: unknown): string => (MillraceError.is(error) ? error.code : String(error));

// "next": the answer is what the next step gets, typed and checked; what else it needs is kept in the state.
const Expense = z.object({ who: z.string(), amount: z.number() });
const Verdict = z.object({ approved: z.boolean(), by: z.string() });
const expenses = new TriggerFlow("expenses", { input: Expense, state: Expense, result: z.string() });
expenses
  .to((data) => {
    data.state.set("amount", data.value.amount);
    return data.pauseFor({ type: "approval", id: "approve", payload: data.value, answer: Verdict });
  })
  .to(({ value, state }) => (value.approved ? `${String(state.get("amount"))} EUR, by ${value.by}` : "refused"))
  .end();
const expense = expenses.createExecution();
const { interrupts } = await expense.start({ who: "ada", amount: 900 }); // resolves: nothing is under way any more
for (const { id, type, payload } of interrupts) console.log(`waiting: ${id} (${type}): ${JSON.stringify(payload)}`);
const wrong: unknown = await expense.continueWith("approve", "sure").catch((error: unknown) => error);
console.log(`wrong answer: ${codeOf(wrong)}, status ${expense.status}`);
await expense.continueWith("approve", { approved: true, by: "bo" }, { requestId: "hook-1" });
console.log("approved:", (await expense.outcome).result);

// Several at once: a pause holds up its own branch only.
const launch = new TriggerFlow("launch", { result: z.string() });
const ask = <const N extends string>(desk: N) =>
  launch.chunk(desk, (data) => data.pauseFor({ id: desk, answer: z.enum(["yes", "no"]) }));
launch
  .batch(ask("legal"), ask("budget"), ask("press"))
  .to(({ value }) => `legal=${value.legal} budget=${value.budget} press=${value.press}`)
  .end();
const release = launch.createExecution();
await release.start();
const ids = (): string =>
  release
    .getPendingInterrupts()
    .map(({ id }) => id)
    .join(", ");
const questions = ids();
await release.continueWith("budget", "yes", { requestId: "r-1" });
await release.continueWith("budget", "yes", { requestId: "r-1" });
console.log("twice by one key: nothing happens");
console.log("three questions:", questions);
await release.continueWith("legal", "yes");
console.log("after two answers: waiting for", ids());
await release.continueWith("press", "no");
const released = (await release.outcome).result;
console.log("launch:", released);

// "self": the same chunk runs once more, with the answer beside its value, and may ask again.
const form = new TriggerFlow("form", { result: z.string() });
const asked: string[] = [];
form
  .to((data) => {
    const mail = z.string().catch("").parse(data.resume?.value);
    if (mail.includes("@")) return mail;
    asked.push(`ask ${String(asked.length + 1)}: ${JSON.stringify(mail)}`);
    return data.pauseFor({ id: "mail", resumeTo: "self", maxResumes: 3 });
  })
  .end();
const filled = form.createExecution();
await filled.start();
await filled.continueWith("mail", "not-a-mail");
await filled.continueWith("mail", "ada@example.org");
console.log("form:", asked.join(", "));
console.log("form:", (await filled.outcome).result);

// { event }: the answer is a signal for whoever waits for it; sending the signal answers the pause.
const parcel = new TriggerFlow("parcel", { signals: { Arrived: z.string() }, result: z.string() });
parcel.to((data) => data.pauseFor({ id: "track", resumeTo: { event: "Arrived" } }));
parcel
  .when("Arrived")
  .to(({ value }) => `${value} arrived, a signal answered`)
  .end();
const tracked = parcel.createExecution();
await tracked.start();
await tracked.emit("Arrived", "parcel-9");
console.log("tracked:", (await tracked.outcome).result);

// A pause that is not answered in time fails its chunk.
const clock = new ManualClock();
await using stream = new MemoryStream({ clock });
const quick = new TriggerFlow("quick");
quick.to((data) => data.pauseFor({ timeoutMs: 60_000 }));
const patient = quick.createExecution({ stream });
await patient.start();
clock.advance(60_000);
console.log("too late:", await patient.outcome.catch(codeOf));

assert.equal((await expense.outcome).result, "900 EUR, by bo");
assert.equal(released, "legal=yes budget=yes press=no");

// How it works
// - A pause is a value: `return data.pauseFor(…)`. What waits is data, costs no running code, and is in a snapshot (37).
// - `continueWith` resolves when what goes on is quiet again; when that fails, it rejects and the pause waits again.
