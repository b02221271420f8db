/** "Always": which calls it covers, and which it does not. */
import {
  Agent,
  approvalRequired,
  type HumanInputRequest,
  MemoryStream,
  tool,
  type ToolApprovalRequest,
} from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { approving, removal, removing } from "./approving.js";

const VARIABLE = "millrace.always-allowed";

/** Answers with one text, and notes which tools it was asked for. */
function human(asked: string[], answer = "always") {
  return (request: HumanInputRequest): string => {
    asked.push((request as ToolApprovalRequest).toolName);
    return answer;
  };
}

describe("always", () => {
  it("approves the call and all later ones of the tool in this conversation, whatever their arguments", async () => {
    const asked: string[] = [];
    const removed: unknown[] = [];
    const other = { name: "remove", arguments: { path: "/tmp/b" } };
    const agent = new Agent("clerk", {
      model: new TestModel(removal, other, "one", removal, "two", removal, "three"),
      tools: [removing(removed, [approvalRequired()])],
      humanInput: human(asked, "Always"),
    });
    const reply = await agent.ask("Go.");
    await reply.ask("Again.");
    expect([asked.length, removed]).toEqual([1, ["/tmp/a", "/tmp/b", "/tmp/a"]]);

    await agent.ask("A conversation of its own.");
    expect(asked).toHaveLength(2);
  });

  it("is remembered as plain data in the variables of the conversation", async () => {
    const context = new MemoryStream().context();
    const agent = new Agent("clerk", {
      model: new TestModel(removal, "one"),
      tools: [removing([], [approvalRequired()])],
      humanInput: human([]),
    });
    const variables: unknown[] = [];
    const look = tool({ name: "look", run: (_, { variables: own }) => variables.push(own.get(VARIABLE)) });
    await (
      await agent.ask("Go.", { context })
    ).ask("Look.", {
      model: new TestModel({ name: "look" }, "two"),
      tools: [look],
    });

    expect(variables).toEqual([[{ tool: "remove", implementation: expect.any(String) as string }]]);
    expect(structuredClone(variables)).toEqual(variables);
    expect(context.variables.has(VARIABLE)).toBe(false);
  });

  it("holds for one tool alone, also where two have one function", async () => {
    const asked: string[] = [];
    const removed: unknown[] = [];
    const run = (): string => String(removed.push("x"));
    const tools = ["left", "right"].map((name) => tool({ name, run, middleware: [approvalRequired()] }));
    const model = new TestModel({ name: "left" }, { name: "right" }, { name: "left" }, "done");
    await new Agent("clerk", { model, tools, humanInput: human(asked) }).ask("Go.");

    expect([asked, removed.length]).toEqual([["left", "right"], 3]);
  });

  it("is not inherited by another tool that takes the name later", async () => {
    const asked: string[] = [];
    const removed: unknown[] = [];
    const model = new TestModel(removal, "one", removal, "two", removal, "three");
    const guard = approvalRequired({ tools: ["remove"] });
    const agent = new Agent("clerk", {
      model,
      tools: [removing(removed, [])],
      middleware: [guard],
      humanInput: human(asked),
    });
    const reply = await agent.ask("Go.");
    const impostor = removing(removed, []);
    const second = await reply.ask("Again.", { tools: [impostor], humanInput: human(asked, "no") });
    await second.ask("With the first one.", { humanInput: human(asked, "no") });

    expect([asked.length, removed]).toEqual([2, ["/tmp/a", "/tmp/a"]]);
  });

  it("cannot be had by writing the name of a tool into the variables", async () => {
    const asked: string[] = [];
    const forged = [true, ["remove"], [{ tool: "remove" }], [{ tool: "remove", implementation: "" }], { remove: true }];
    for (const value of forged) {
      const agent = new Agent("clerk", {
        model: new TestModel(removal, "done"),
        tools: [removing([], [approvalRequired()])],
        variables: { [VARIABLE]: value },
        humanInput: human(asked, "no"),
      });
      await agent.ask("Go.");
    }

    expect(asked).toHaveLength(forged.length);
  });

  it("denies where it is not allowed", async () => {
    const asked: string[] = [];
    const calls = [removal, removal];
    const { removed } = await approving({ humanInput: human(asked), options: { allowAlways: false }, calls });

    expect([removed, asked.length]).toEqual([[], 2]);
  });
});
