/**
 * What goes wrong is seen: a call that breaks off, an answer that does not fit, and the attempts after them are one log, on
 * the stream and for every reader.
 *
 * Prints:
 *   attempt 1 (first)
 *   attempt 1 holds no more: MODEL_STREAM_BROKEN, retry
 *   attempt 2 (retry)
 *   attempt 2 does not fit: age: expected number, received string "many"
 *   attempt 2 holds no more: OUTPUT_INVALID, correction
 *   attempt 3 (correction)
 *   accepted: {"name":"Ada","age":36}
 *   what a reader of fields saw: reset reset name age
 */
import { Agent, AttemptStarted, AttemptSuperseded, MemoryStream, OutputAccepted, OutputRejected } from "millrace";
import { TestModel } from "millrace/testing";
import { z } from "zod";

const stream = new MemoryStream();
stream.where(AttemptStarted).subscribe(({ attempt, reason }) => {
  console.log(`attempt ${String(attempt)} (${reason})`);
});
stream.where(AttemptSuperseded).subscribe(({ attempt, cause, reason }) => {
  console.log(`attempt ${String(attempt)} holds no more: ${String(cause.code)}, ${reason}`);
});
stream.where(OutputRejected).subscribe(({ attempt, issues: [issue] }) => {
  console.log(`attempt ${String(attempt)} does not fit: ${String(issue?.path)}: ${String(issue?.message)}`);
});
stream.where(OutputAccepted).subscribe(({ data }) => {
  console.log(`accepted: ${JSON.stringify(data)}`);
});

const model = new TestModel(
  { text: '{"name":"Ad', failAfter: 1 },
  '{"name":"Ada","age":"many"}',
  '{"name":"Ada","age":36}',
);
const settings = { request: { delayMs: 1 } };
const result = new Agent("clerk", { model, stream, settings })
  .input("Who wrote the first program?")
  .output({ name: z.string(), age: z.number() })
  .getResult();

const seen: string[] = [];
for await (const { kind, path, attempt } of result.getGenerator("instant")) {
  if (kind === "reset") seen.push("reset");
  else if (kind === "done" && attempt === 3 && path !== "") seen.push(path);
}
console.log(`what a reader of fields saw: ${seen.join(" ")}`);
