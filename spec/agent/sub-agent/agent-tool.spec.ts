/** An agent as a tool of another one: what the model above is told of it, and what comes back. */
import { Agent, clientTool, finalResult, MillraceError, tool, ToolError, ToolResult } from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { rejected } from "../../stream/events.js";
import { handOver, recorded, scripted, worker } from "./delegating.js";

const ABOUT = { description: "Looks things up." };

function code(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return MillraceError.is(error) ? error.code : undefined;
  }
  return undefined;
}

describe("asTool", () => {
  it("is told to the model by its name, its description, and what it takes", async () => {
    const model = new TestModel(handOver("clerk"), "done");
    await new Agent("boss", { model, tools: [worker("clerk", ["ok"])] }).ask("Go.");

    expect(model.calls[0]?.tools).toMatchObject([
      {
        name: "task_clerk",
        description: "Does the work of clerk.",
        parameters: { properties: { objective: { type: "string" }, context: { type: "string" } } },
      },
    ]);
    expect(model.calls[0]?.tools?.[0]?.parameters).toMatchObject({ required: ["objective"] });
  });

  it("hands the objective to the agent, and its answer to the model above", async () => {
    const child = new TestModel("The mill is in Porto.");
    const model = new TestModel(handOver("clerk", "Where is the mill?"), "In Porto.");
    const clerk = new Agent("clerk", { model: child, prompt: "You are a clerk." });

    const reply = await new Agent("boss", { model, prompt: "You are the boss.", tools: [clerk.asTool(ABOUT)] }).ask(
      "Go.",
    );

    expect(reply.body).toBe("In Porto.");
    expect(child.calls[0]?.messages).toEqual([
      { role: "system", content: "You are a clerk." },
      { role: "user", content: "Where is the mill?" },
    ]);
    expect(model.calls[1]?.messages.at(-1)).toMatchObject({ role: "tool", content: "The mill is in Porto." });
  });

  it("puts what the model says beside the objective under a heading of its own", async () => {
    const child = new TestModel("ok", "ok");
    const boss = scripted(
      "boss",
      [handOver("clerk", "Find it.", "It is red."), handOver("clerk", "Find it.", " "), "done"],
      {
        tools: [new Agent("clerk", { model: child }).asTool(ABOUT)],
      },
    );
    await boss.ask("Go.");

    expect(child.calls.map(({ messages }) => messages[0]?.content)).toEqual([
      "Find it.\n\n# Context\n\nIt is red.",
      "Find it.",
    ]);
  });

  it("gives the data of an agent that has a reply schema", async () => {
    const clerk = new Agent("clerk", { model: new TestModel('{"pages":3}'), reply: z.object({ pages: z.number() }) });
    const { stream, record } = recorded();
    const counting = clerk.asTool(ABOUT);
    await scripted("boss", [handOver("clerk"), "done"], { tools: [counting] }).ask("Go.", { stream });

    expect(record.of(ToolResult)).toMatchObject([{ name: "task_clerk", result: { pages: 3 } }]);
  });

  it("gives what a tool of the agent makes its final result", async () => {
    const stamp = tool({ name: "stamp", run: () => finalResult({ stamped: true }) });
    const { stream, record } = recorded();
    const tools = [worker("clerk", [{ name: "stamp" }], { tools: [stamp] })];
    await scripted("boss", [handOver("clerk"), "done"], { tools }).ask("Go.", { stream });

    expect(record.of(ToolResult)).toMatchObject([{ result: { stamped: true }, final: false }]);
  });

  it("takes another name, so that an agent may hand tasks to itself", async () => {
    const model = new TestModel({ name: "ask_myself", arguments: { objective: "Half of it." } }, "half", "whole");
    const me = new Agent("me", { model });
    const reply = await me.ask("All of it.", { tools: [me.asTool({ ...ABOUT, name: "ask_myself" })] });

    expect(reply.body).toBe("whole");
    expect(model.calls.map(({ messages }) => messages.length)).toEqual([1, 1, 3]);
  });

  it("runs several agents at once, and tells their answers in the order of the calls", async () => {
    const model = new TestModel([handOver("a"), handOver("b")], "done");
    await new Agent("boss", { model, tools: [worker("a", ["from a"]), worker("b", ["from b"])] }).ask("Go.");

    expect(model.calls[1]?.messages.slice(-2)).toMatchObject([{ content: "from a" }, { content: "from b" }]);
  });

  it("has what tools have: middleware around it, a time limit, words for its errors", async () => {
    const { stream, record } = recorded();
    const seen: string[] = [];
    const clerk = worker(
      "clerk",
      [new Error("no")],
      {},
      {
        middleware: [({ call, next }) => (seen.push(call.name), next())],
        describeError: () => "The clerk is ill.",
      },
    );
    await scripted("boss", [handOver("clerk"), "done"], { tools: [clerk] }).ask("Go.", { stream });

    expect(seen).toEqual(["task_clerk"]);
    expect(record.of(ToolError)).toMatchObject([{ result: "The clerk is ill." }]);
  });

  it("asks a turn's dependencies and variables of the conversation above", async () => {
    const read = tool({
      name: "read",
      run: (_, context) => [context.resolve("ledger"), context.variables.get("user"), context.variables.get("tone")],
    });
    const { stream, record } = recorded();
    const clerk = worker("clerk", [{ name: "read" }, "ok"], { tools: [read], variables: { tone: "dry" } }, { stream });
    await scripted("boss", [handOver("clerk"), "done"], {
      tools: [clerk],
      dependencies: { ledger: "the ledger" },
      variables: { user: "Ann", tone: "warm" },
    }).ask("Go.");

    expect(record.of(ToolResult)).toMatchObject([{ result: ["the ledger", "Ann", "dry"] }]);
  });

  it("fails, when the agent waits for a client, which a task has not", async () => {
    const { stream, record } = recorded();
    const clerk = worker("clerk", [{ name: "sign" }], { tools: [clientTool({ name: "sign" })] });
    await scripted("boss", [handOver("clerk"), "done"], { tools: [clerk] }).ask("Go.", { stream });

    expect(record.of(ToolError)).toMatchObject([{ error: { code: "CALLS_UNANSWERED", details: { calls: "sign" } } }]);
  });

  it("refuses what cannot work, when the tool is made", () => {
    const agent = new Agent("clerk", { model: new TestModel() });

    expect(code(() => agent.asTool({} as never))).toBe("TOOL_INVALID");
    expect(code(() => agent.asTool({ ...ABOUT, name: "no spaces" }))).toBe("TOOL_INVALID");
    expect(code(() => new Agent("Head clerk").asTool(ABOUT))).toBe("TOOL_INVALID");
    expect(code(() => agent.asTool({ ...ABOUT, strem: 1 } as never))).toBe("OPTION_INVALID");
    expect(code(() => agent.asTool({ ...ABOUT, maxDepth: -1 }))).toBe("OPTION_INVALID");
    expect(code(() => agent.asTool({ ...ABOUT, variables: "share" as never }))).toBe("OPTION_INVALID");
  });

  it("can be called by hand, in any context", async () => {
    const { stream } = recorded();
    const context = stream.context({ variables: { user: "Ann" } });
    const clerk = scripted("clerk", ["hello"]).asTool(ABOUT);

    expect(await Promise.resolve(clerk.run?.({ objective: "Greet." }, context))).toBe("hello");
    expect((await rejected(Promise.resolve(clerk.run?.({ objective: "Greet." }, context)))).code).toBe(
      "SCRIPT_EXHAUSTED",
    );
  });
});
