/**
 * A flow inside a flow: a research desk writes each section of a report. It gets what it may see, and says what it leaves.
 *
 * Prints:
 *   [parent] 2 topics
 *   [child] prices in nl
 *   [child] rivals in nl
 *   report: prices: 6 facts | rivals: 6 facts
 *   cost: 14
 *   children: research of section, research of section
 *   most at once: 1
 *   a child that fails: no source for ghosts
 */
import assert from "node:assert/strict";
import { ExecutionStarted, MemoryStream, TriggerFlow } from "millrace";
import { z } from "zod";

// The child knows nothing of its parent: it has a contract, and could be started by itself.
const research = new TriggerFlow("research", {
  input: z.string(),
  state: z.object({ language: z.string(), spent: z.number() }),
  stream: z.string(),
  result: z.object({ title: z.string(), facts: z.number() }),
});
let running = 0;
let most = 0;
research
  .to(async (data) => {
    most = Math.max(most, ++running);
    await data.putIntoStream(`[child] ${data.value} in ${data.state.get("language", "en")}`);
    await new Promise(setImmediate);
    running--;
    if (data.value === "ghosts") throw new Error(`no source for ${data.value}`);
    data.state.set("spent", 7);
    return { title: data.value, facts: data.value.length };
  })
  .end();

const report = new TriggerFlow("report", {
  input: z.array(z.string()),
  state: z.object({ user: z.object({ language: z.string() }), costs: z.record(z.string(), z.number()) }),
  stream: z.string(),
  result: z.string(),
});
report
  .to(async (data) => {
    data.state.set("user", { language: "nl" });
    await data.putIntoStream(`[parent] ${String(data.value.length)} topics`);
    return data.value;
  })
  .forEach()
  .toSubFlow(research, {
    name: "section",
    concurrency: 1,
    capture: { state: { language: "state.user.language" } },
    writeBack: { value: ({ result, state }) => ({ ...result, spent: state.spent ?? 0 }) },
  })
  .endForEach()
  .to((data) => {
    data.state.set("costs", Object.fromEntries(data.value.map(({ title, spent }) => [title, spent])));
    return data.value.map(({ title, facts }) => `${title}: ${String(facts)} facts`).join(" | ");
  })
  .end();

await using stream = new MemoryStream();
const children: string[] = [];
stream.where(ExecutionStarted).subscribe(({ flow, parent }) => {
  if (parent) children.push(`${flow} of ${parent.node}`);
});

// Items of the children come out of the parent's runtime stream.
const execution = report.createExecution({ stream });
for await (const line of execution.getRuntimeStream(["prices", "rivals"])) console.log(line);
const { result, state } = await execution.outcome;
const cost = Object.values(state.costs ?? {}).reduce((sum, one) => sum + one, 0);
console.log("report:", result);
console.log("cost:", cost);
console.log("children:", children.join(", "));
console.log("most at once:", most);

// The failure of a child is that of its node.
const failure: unknown = await report.start(["ghosts"]).catch((error: unknown) => error);
console.log("a child that fails:", (failure as Error).message);

assert.equal(result, "prices: 6 facts | rivals: 6 facts");
assert.deepEqual([cost, most], [14, 1]);

// How it works
// - Without `capture.input` the child gets the value, without `writeBack.value` the chain goes on with its result.
// - Paths (`state.user.language`) and functions may be mixed; `capture` also has `flowData` and `resources`.
// - A pause of a child is answered by the parent under "section/…"; cancelling the parent cancels its children.
