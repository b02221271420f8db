/** What runs around calls of tools: order, changes, errors that stay with their call, and what is checked before it is run. */
import {
  Agent,
  finalResult,
  inject,
  MemoryStream,
  type Middleware,
  type Tool,
  tool,
  ToolError,
  type ToolMiddleware,
  ToolResult,
  toolkit,
  Variable,
} from "millrace";
import { recordEvents, TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const noted =
  (log: string[], name: string): NonNullable<Middleware["onToolCall"]> =>
  async ({ next }) => {
    log.push(`${name} in`);
    const result = await next();
    log.push(`${name} out`);
    return result;
  };

const input = z.object({ n: z.number() });
const count = (seen: unknown[], middleware: readonly ToolMiddleware[] = []): Tool<never, string, "count"> =>
  tool({
    name: "count",
    input,
    middleware,
    run: (given) => {
      seen.push(given);
      return `counted ${String(given.n)}`;
    },
  });

async function asked(
  tools: readonly object[],
  middleware: readonly Middleware[] = [],
  calls: readonly { name: string; arguments?: unknown }[] = [{ name: "count", arguments: { n: 1 } }],
): Promise<{ told: readonly unknown[]; errors: readonly unknown[]; body: unknown }> {
  const model = new TestModel([...calls], "done");
  const stream = new MemoryStream();
  using record = recordEvents(stream);
  const reply = await new Agent("a", { model, tools, middleware }).ask("Go.", { stream });
  const told = (model.calls[1]?.messages ?? []).filter(({ role }) => role === "tool").map(({ content }) => content);
  return { told, errors: record.of(ToolError).map(({ error }) => error), body: reply.body };
}

describe("middleware around a call of a tool", () => {
  it("sees the call, its tool, and the result as JSON", async () => {
    const seen: unknown[] = [];
    const look: Middleware = {
      async onToolCall({ call, tool, next }) {
        const result = await next();
        seen.push(call.name, tool?.name, call.args, result.content);
        return result;
      },
    };
    await asked([count([])], [look]);

    expect(seen).toEqual(["count", "count", { n: 1 }, '"counted 1"']);
  });

  it("runs the agent's outermost, then the toolkit's, then the tool's, each in the order of its list", async () => {
    const log: string[] = [];
    const own = count([], [noted(log, "tool 1"), noted(log, "tool 2")]);
    const kit = toolkit([own], { middleware: [noted(log, "kit 1"), { onToolCall: noted(log, "kit 2") }] });
    await asked([kit], [{ onToolCall: noted(log, "agent 1") }, { onToolCall: noted(log, "agent 2") }]);

    const names = ["agent 1", "agent 2", "kit 1", "kit 2", "tool 1", "tool 2"];
    expect(log).toEqual([...names.map((name) => `${name} in`), ...names.reverse().map((name) => `${name} out`)]);
  });

  it("runs around methods that are decorated as tools, alone and in a toolkit", async () => {
    const log: string[] = [];
    class Desk {
      @tool({ middleware: [noted(log, "method")] })
      count(): string {
        return "one";
      }
    }
    await asked([new Desk()]);
    await asked([toolkit([new Desk()], { middleware: [noted(log, "kit")] })]);

    expect(log).toEqual(["method in", "method out", "kit in", "method in", "method out", "kit out"]);
  });

  it("hands changed arguments to the tool and changed results to the model", async () => {
    const seen: unknown[] = [];
    const more: ToolMiddleware = async ({ call, next }) => {
      const { n } = call.args as { n: number };
      const result = await next(call.with({ arguments: JSON.stringify({ n: n + 1 }) }));
      return result.with({ result: `${result.text}!` });
    };
    const { told } = await asked([count(seen, [more, more])], [{ onToolCall: more }]);

    expect(seen).toEqual([{ n: 4 }]);
    expect(told).toEqual(["counted 4!!!"]);
  });

  it("sees the error of a tool as a result, and may put a success in its place", async () => {
    const seen: unknown[] = [];
    const broken = tool({
      name: "count",
      run: () => {
        throw new RangeError("out of paper");
      },
    });
    const mend: Middleware = {
      async onToolCall({ call, next }) {
        const result = await next();
        seen.push(result instanceof ToolError && (result.error as Error).message);
        return new ToolResult({ callId: call.callId, name: call.name, result: "mended" });
      },
    };
    const { told, errors } = await asked([broken], [mend]);

    expect([seen, told, errors]).toEqual([["out of paper"], ["mended"], []]);
  });

  it("may give a plain value or a final result without the tool; the one outside of it gets a result", async () => {
    const seen: unknown[] = [];
    const outside: Middleware = {
      async onToolCall({ next }) {
        const result = await next();
        seen.push(result instanceof ToolResult && result.text);
        return result;
      },
    };
    const never: unknown[] = [];
    const plain = await asked([count(never, [() => ({ cached: true })])], [outside]);
    const final = await asked([count(never, [() => finalResult("closed")])], [outside]);

    expect([seen, never]).toEqual([['{"cached":true}', "closed"], []]);
    expect([plain.told, final.body]).toEqual([['{"cached":true}'], "closed"]);
  });

  it("fails its call alone when it throws, gives nothing, or gives what JSON cannot hold; the others are answered", async () => {
    const seen: unknown[] = [];
    const fault = new RangeError("jammed");
    const refuse: Middleware = {
      name: "picky",
      onToolCall({ call, next }) {
        const { n } = call.args as { n: number };
        if (n === 1) throw fault;
        return n === 2 ? undefined : n === 3 ? { big: 3n } : next();
      },
    };
    const calls = [1, 2, 3, 4].map((n) => ({ name: "count", arguments: { n } }));
    const { told, errors, body } = await asked([count(seen)], [refuse], calls);

    expect([told[0], told[3], told.length, seen, body]).toEqual(["Error: jammed", "counted 4", 4, [{ n: 4 }], "done"]);
    expect(errors).toEqual(
      expect.arrayContaining([
        fault,
        expect.objectContaining({
          code: "MIDDLEWARE_INVALID",
          details: { middleware: "picky", hook: "onToolCall" },
        }),
        expect.objectContaining({ code: "TOOL_RESULT_INVALID" }),
      ]),
    );
  });

  it("hears of what fails inside of it as a result, and may try again", async () => {
    let tries = 0;
    const again: ToolMiddleware = async ({ next }) => {
      const first = await next();
      return first instanceof ToolError ? next() : first;
    };
    const shaky: ToolMiddleware = ({ next }) => {
      if (++tries === 1) throw new RangeError("once");
      return next();
    };
    const { told } = await asked([count([], [again, shaky])]);

    expect([told, tries]).toEqual([["counted 1"], 2]);
  });

  it("does not leave out the middleware of a tool that another call is turned into", async () => {
    const log: string[] = [];
    const ran: unknown[] = [];
    const danger = tool({ name: "danger", middleware: [() => "guarded"], run: () => ran.push("danger") });
    const turn: ToolMiddleware = ({ call, next }) => next(call.with({ name: "danger" }));
    const byAgent = await asked([count(ran), danger], [{ onToolCall: turn }]);
    const byTool = await asked([count(ran, [noted(log, "own"), turn]), danger]);

    expect([byAgent.told, byTool.told, ran]).toEqual([["guarded"], ["guarded"], []]);
    expect(log).toEqual(["own in", "own out"]);
  });

  it("comes to an end where two tools turn their calls into each other's", async () => {
    const other =
      (name: string): ToolMiddleware =>
      ({ call, next }) =>
        next(call.with({ name }));
    const left = tool({ name: "left", middleware: [other("right")], run: () => "left ran" });
    const right = tool({ name: "right", middleware: [other("left")], run: () => "right ran" });
    const { told } = await asked([left, right], [], [{ name: "left" }]);

    expect(told).toEqual(["left ran"]);
  });

  it("may check what is run in the end, and what was checked is what is run", async () => {
    const seen: unknown[] = [];
    const checked: unknown[] = [];
    const check: Middleware = {
      onToolCall: ({ call, next }) =>
        next(call, (last) => {
          checked.push(last.args);
          (last.args as { n: number }).n = 99; // of a copy
          if ((checked.at(-1) as { n: number }).n === 0) throw new RangeError("zero");
        }),
    };
    const inner: ToolMiddleware = ({ call, next }) => next(call.with({ arguments: '{"n":7}' }));
    const { told } = await asked([count(seen, [inner])], [check]);

    expect([seen, told]).toEqual([[{ n: 7 }], ["counted 7"]]);
    const refuse: Middleware = {
      onToolCall: ({ call, next }) =>
        next(call, ({ args }) => {
          if ((args as { n: number }).n === 7) throw new RangeError("seven");
        }),
    };
    const refused = await asked([count(seen, [inner])], [refuse]);
    expect([seen.length, refused.told]).toEqual([1, ["Error: seven"]]);
  });

  it("has markers resolved in hooks made with inject, also around single tools", async () => {
    const own = inject({ tenant: Variable<string>("tenant") }, (_step: unknown, { tenant }) => `for ${tenant}`);
    const model = new TestModel({ name: "count", arguments: { n: 1 } }, "done");
    const agent = new Agent("a", { model, tools: [count([], [own])], variables: { tenant: "north" } });
    await agent.ask("Go.");

    expect(model.calls[1]?.messages.at(-1)).toMatchObject({ role: "tool", content: "for north" });
  });
});
