/**
 * Drawings: a flow as Mermaid text, then the same with what a recorded run did, and the numbers behind that.
 *
 * Prints:
 *   flowchart TB
 *     n1["read"]
 *     n8["report"]
 *     n9(["start"])
 *     n10((("result")))
 *     n11["contract<br/>input list of string<br/>result string"]
 *     subgraph b1["forEach-2"]
 *       n2[/"for each, 2 at once"/]
 *       n3["sort"]
 *       subgraph b2["match-4"]
 *         n4{"match"}
 *         n5["drop"]
 *         n6["ask a human"]
 *         n7["answer"]
 *       end
 *     end
 *     n9 --> n1
 *     n1 --> n2
 *     n2 -->|"each item"| n3
 *     n3 --> n4
 *     n4 -->|"#34;spam#34;"| n5
 *     n4 -->|"difficult"| n6
 *     n4 -->|"else"| n7
 *     n5 --> n8
 *     n6 --> n8
 *     n7 --> n8
 *     n8 --> n10
 *     classDef note fill:#ffffff,stroke:#888888,stroke-dasharray:2 2,color:#444444
 *     class n11 note
 *   ---
 *   n1["read<br/>✓ ×1"]
 *   n3["sort<br/>✓ ×3"]
 *   n6["ask a human<br/>… ×1"]
 *   n7["answer<br/>✓ ×2"]
 *   ---
 *   read: done, started 1 ×
 *   sort: done, started 3 ×
 *   answer: done, started 2 ×
 *   ask a human: waiting, started 1 ×
 */
import assert from "node:assert/strict";
import { MemoryStream, nodeStatuses, TriggerFlow } from "millrace";
import { z } from "zod";

const flow = new TriggerFlow("triage", { input: z.array(z.string()), result: z.string() });
const read = flow.chunk("read", ({ value }) => value);
const sort = flow.chunk("sort", { value: z.string() }, ({ value }) => value.toLowerCase());
const answer = flow.chunk("answer", { value: z.string() }, ({ value }) => `re: ${value}`);
const ask = flow.chunk("ask a human", { value: z.string() }, (data) =>
  data.pauseFor({ id: data.value, answer: z.string() }),
);
flow
  .to(read)
  .forEach({ concurrency: 2 })
  .to(sort)
  .match()
  .case("spam")
  .to(flow.chunk("drop", { value: z.literal("spam") }, () => "dropped"))
  .case(flow.condition<string>("difficult", ({ value }) => value.endsWith("?")))
  .to(ask)
  .caseElse()
  .to(answer)
  .endMatch()
  .endForEach()
  .to(flow.chunk("report", { value: z.array(z.string()) }, ({ value }) => value.join(", ")))
  .end();

console.log(flow.toMermaid().trimEnd());

// Run it on a stream that keeps its past, and stop half-way: one mail waits for a human.
await using stream = new MemoryStream();
const execution = flow.createExecution({ stream });
await execution.start(["HELLO", "WHY?", "THANKS"]);
const run = await stream.history.read();

console.log("---");
const drawing = flow.toMermaid({ contract: false, direction: "LR", run });
for (const line of drawing.split("\n").filter((one) => /[✓▶…✗–] ×/.test(one))) console.log(line.trim());

console.log("---");
for (const [node, { status, runs }] of nodeStatuses(run)) console.log(`${node}: ${status}, started ${String(runs)} ×`);

assert.equal(nodeStatuses(run).get("ask a human")?.status, "waiting");
await execution.cancel();

// How it works
// - The drawing is made of the flow's definition alone; `mode: "detailed"` shows every node and route.
// - `run` takes any recorded events: of `history`, of a `Storage`, of `recordEvents` in specs.
// - Show it with any Mermaid viewer; marks and strokes differ by status, so that it reads in grey as well.
