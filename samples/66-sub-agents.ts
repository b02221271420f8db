/**
 * Agents that hand tasks to others: each works in a conversation of its own; what it does can be watched from above, its tokens
 * are counted once, its failures are told, and what it has found out comes back by rule.
 *
 * Prints:
 *   boss > historian: When was the mill built?
 *     historian/archivist calls lookup
 *   historian is done: In 1871, says the register.
 *   boss > surveyor: How high is it?
 *     surveyor asks: May I climb the tower?
 *   surveyor is done: {"metres":23}
 *   boss > critic: Is it worth a visit?
 *   critic has failed: the critic has resigned
 *
 *   The mill of 1871 is 23 m high.
 *   found: built, height
 *   tokens: 100, of which below the boss: 60
 */
import assert from "node:assert/strict";
import {
  Agent,
  ChildEvent,
  HumanInputRequest,
  MemoryStream,
  persistentStream,
  TaskCompleted,
  TaskFailed,
  TaskStarted,
  tool,
  ToolCall,
  UsageEvent,
} from "millrace";
import { TestModel, type TestTurn } from "millrace/testing";
import { z } from "zod";

// Every model here is a script; each answer costs ten tokens.
const usage = { totalTokens: 10 };
const script = (...turns: readonly TestTurn[]) => TestModel.with({ usage }, ...turns);
const task = (name: string, objective: string) => ({ name: `task_${name}`, arguments: { objective } });

const lookup = tool({
  name: "lookup",
  description: "Looks something up in the register.",
  run: (_, context) => {
    context.variables.set("built", 1871);
    return "the mill: 1871";
  },
});
const archivist = new Agent("archivist", { model: script({ name: "lookup" }, "1871."), tools: [lookup] });

const historian = new Agent("historian", {
  model: script(task("archivist", "The year of the mill."), "In 1871, says the register."),
  tools: [archivist.asTool({ description: "Knows the register.", variables: "merge" })],
});

const climb = tool({
  name: "climb",
  description: "Climbs the tower with a tape.",
  run: async (_, context) => {
    if ((await context.input("May I climb the tower?")) !== "yes") return "not allowed";
    context.variables.set("height", 23);
    return "23 m";
  },
});
const surveyor = new Agent("surveyor", {
  model: script({ name: "climb" }, '{"metres":23}'),
  tools: [climb],
  reply: z.object({ metres: z.number() }),
});

const critic = new Agent("critic", { model: script(new Error("the critic has resigned")) });

const boss = new Agent("boss", {
  model: script(
    task("historian", "When was the mill built?"),
    task("surveyor", "How high is it?"),
    task("critic", "Is it worth a visit?"),
    "The mill of 1871 is 23 m high.",
  ),
  tools: [
    historian.asTool({ description: "Knows the past.", variables: "merge", forward: true }),
    surveyor.asTool({ description: "Measures.", variables: "merge", forward: true, stream: persistentStream() }),
    critic.asTool({ description: "Judges." }),
  ],
  humanInput: () => "yes", // also for the questions of those below
});

const stream = new MemoryStream();
stream.where(TaskStarted).subscribe(({ agent, agentName, objective }) => {
  console.log(`${agent ?? "?"} > ${agentName}: ${objective}`);
});
stream.where(ChildEvent).subscribe(({ path, event }) => {
  if (event instanceof ToolCall && event.name === "lookup") console.log(`  ${path.join("/")} calls ${event.name}`);
  if (event instanceof HumanInputRequest) console.log(`  ${path.join("/")} asks: ${event.content}`);
});
stream.where(TaskCompleted).subscribe(({ agentName, result }) => {
  console.log(`${agentName} is done:`, typeof result === "string" ? result : JSON.stringify(result));
});
stream.where(TaskFailed).subscribe(({ agentName, error }) => {
  console.log(`${agentName} has failed: ${(error as Error).message}`);
});

const reply = await boss.ask("Tell me about the mill.", { stream });

console.log(`\n${reply.body ?? ""}`);
console.log("found:", [...reply.context.variables.keys()].join(", "));

const spent = (await stream.history.read()).filter((event) => event instanceof UsageEvent);
const sum = (events: readonly UsageEvent[]): number =>
  events.reduce((total, event) => total + (event.usage.totalTokens ?? 0), 0);
const below = sum(spent.filter(({ kind }) => kind === "subtask"));
console.log(`tokens: ${String(sum(spent))}, of which below the boss: ${String(below)}`);

assert.equal(sum(spent) - below, reply.usage.totalTokens);
assert.deepEqual(Object.fromEntries(reply.context.variables), { built: 1871, height: 23 });

// How it works
// - `asTool` makes a tool of an agent: the model gives an `objective`, and `context` where it likes; the answer is the result.
// - A task has a stream of its own, a copy of the variables above, and what is provided there. It ends with the turn above.
// - `forward` tells its events above as `ChildEvent`, each with the way down to the agent whose event it is.
// - `variables: "merge"` brings back what it has set; what was set above as well meanwhile is a TASK_CONFLICT, and nothing is lost
//   unseen. `persistentStream()` lets it remember its earlier tasks in this conversation.
// - A failure is told to the model above in one sentence; its error, with the stack, is in `TaskFailed`.
