/**
 * An agent that asks before it acts. Three ways to answer: a hook that asks at the terminal, or reads a script where there is none;
 * somebody elsewhere, by an event on the stream; nobody, and then the turn ends with a transcript that is whole.
 *
 * Prints:
 *   a hook
 *     ? Delete notes.txt? yes
 *     ? Delete taxes.pdf? no
 *     deleted: notes.txt
 *   somebody elsewhere
 *     ? Delete diary.txt? later, by r-7: yes
 *     deleted: diary.txt
 *   nobody
 *     HUMAN_INPUT_MISSING: Delete atlas.pdf?
 *     the model is told next time: tool
 */
import assert from "node:assert/strict";
import { createInterface } from "node:readline/promises";
import { Agent, HumanInputRequest, HumanMessage, MemoryStream, MillraceError, tool } from "millrace";
import { TestModel } from "millrace/testing";
import { z } from "zod";

const deleted: string[] = [];
const remove = tool({
  name: "remove",
  description: "Deletes a file, once its owner agrees.",
  input: z.object({ file: z.string() }),
  run: async ({ file }, context) => {
    // An id of one's own lets the answer come from anywhere that knows it.
    const question = new HumanInputRequest({
      content: `Delete ${file}?`,
      requestId: context.variables.get("id") as string,
    });
    const answer = await context.input(context.variables.has("id") ? question : question.content);
    if (answer.trim().toLowerCase() !== "yes") return `${file} was kept`;
    deleted.push(file);
    return `${file} is gone`;
  },
});
const removal = (file: string) => ({ name: "remove", arguments: { file } });

/** Asks at the terminal; run without one, as in a pipe, it answers from a script. */
const script = new Map([["Delete notes.txt?", "yes"]]);
async function askOwner({ content }: HumanInputRequest): Promise<string> {
  if (process.stdin.isTTY) {
    using terminal = closing(createInterface({ input: process.stdin, output: process.stdout }));
    return await terminal.ask(`  ? ${content} `);
  }
  const answer = script.get(content) ?? "no";
  console.log(`  ? ${content} ${answer}`);
  return answer;
}

function closing(line: ReturnType<typeof createInterface>): { ask(question: string): Promise<string> } & Disposable {
  return {
    ask: (question) => line.question(question),
    [Symbol.dispose]: () => {
      line.close();
    },
  };
}

console.log("a hook");
const keeper = new Agent("keeper", {
  model: new TestModel(removal("notes.txt"), removal("taxes.pdf"), "One of two."),
  tools: [remove],
  humanInput: askOwner,
});
await keeper.ask("Clean up.");
console.log("  deleted:", deleted.splice(0).join(", "));

console.log("somebody elsewhere");
const stream = new MemoryStream();
const patient = new Agent("patient", {
  model: new TestModel(removal("diary.txt"), "Done."),
  tools: [remove],
  humanInput: "stream",
  variables: { id: "r-7" },
});
const question = stream.get(HumanInputRequest);
const asked = patient.ask("Clean up.", { stream });
const { content, requestId } = await question; // as a web page would show it
console.log(`  ? ${content} later, by ${requestId}: yes`);
await stream.send(new HumanMessage({ content: "yes", requestId: "r-7" }));
await asked;
console.log("  deleted:", deleted.splice(0).join(", "));

console.log("nobody");
const model = new TestModel(removal("atlas.pdf"), "I could not ask anybody.");
const alone = new Agent("alone", { model, tools: [remove] });
const quiet = new MemoryStream();
const error: unknown = await alone.ask("Clean up.", { stream: quiet }).catch((reason: unknown) => reason);
assert.ok(MillraceError.is(error, "HUMAN_INPUT_MISSING"));
console.log(`  ${error.code}: ${String(error.details["question"])}`);
await alone.ask("What happened?", { stream: quiet });
console.log("  the model is told next time:", model.calls[1]?.messages[2]?.role);

assert.deepEqual(deleted, []);
assert.deepEqual(
  (await stream.history.read()).filter(({ type }) => type.startsWith("human.")).map(({ type }) => type),
  ["human.input-request", "human.message"],
);

// How it works
// - `context.input` in a tool sends a `HumanInputRequest`; `humanInput` of the agent, or of one ask, answers it. Both are recorded.
// - Without a hook, whoever listens for `HumanInputRequest` by name may answer; with `"stream"`, an answer may come from anywhere.
// - A question that fails ends the turn, unless the tool catches it; the call is answered, so that the conversation can go on.
// - `context.input(question, { timeoutMs })` covers asking and waiting alike.
