/** Tools from functions: what a model is told of them, what they are given, what they give. */
import {
  Agent,
  clientTool,
  type Context,
  Depends,
  inject,
  Inject,
  MemoryStream,
  tool,
  ToolError,
  ToolResult,
  Variable,
} from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caught } from "../../caught.js";

/** Calls one tool through an agent: its result, and what the model was told. */
async function call(
  one: Parameters<typeof tool>[0] | object,
  args: unknown = {},
  options: object = {},
): Promise<{ event: ToolResult; told: unknown }> {
  const name = (one as { readonly name: string }).name;
  const model = new TestModel({ name, arguments: args }, "ok");
  const stream = new MemoryStream();
  await new Agent("a", { model, tools: [one as object] }).ask("go", { stream, ...options });
  const event = (await stream.history.read()).find((event) => event instanceof ToolResult) as ToolResult;
  return { event, told: model.calls[1]?.messages.at(-1) };
}

describe("what a model is told of a tool", () => {
  it("is its name, its description and the schema of its input", () => {
    const one = tool({
      name: "search",
      description: "Searches.",
      input: z.object({ q: z.string().describe("What for"), top: z.number().min(1).default(3) }),
      run: () => "",
    });

    expect(one).toMatchObject({
      name: "search",
      description: "Searches.",
      parameters: {
        type: "object",
        properties: { q: { type: "string", description: "What for" }, top: { type: "number", minimum: 1, default: 3 } },
        required: ["q"],
      },
    });
  });

  it("is an empty object for a tool that takes nothing", () => {
    expect(tool({ name: "now", run: () => 0 }).parameters).toEqual({ type: "object", properties: {} });
  });

  it("has nothing of what is injected", () => {
    const one = tool({
      name: "guarded",
      input: z.object({ q: z.string() }),
      run: inject({ user: Variable<string>("user") }, ({ q }: { q: string }, { user }) => q + user),
    });

    expect(one.parameters).toMatchObject({ properties: { q: {} } });
    expect(JSON.stringify(one.parameters)).not.toContain("user");
  });

  it("goes to the model with the first call", async () => {
    const model = new TestModel("ok");
    await new Agent("a", { model, tools: [tool({ name: "now", description: "Time.", run: () => 0 })] }).ask("go");

    expect(model.calls[0]?.tools).toEqual([
      { name: "now", description: "Time.", parameters: { type: "object", properties: {} } },
    ]);
  });
});

describe("what a tool is given", () => {
  const sum = tool({ name: "sum", input: z.object({ a: z.coerce.number(), b: z.number() }), run: ({ a, b }) => a + b });

  it("is what its input makes of the arguments", async () => {
    expect((await call(sum, { a: "1", b: 2 })).event).toMatchObject({ result: 3, content: "3" });
  });

  it.each([
    ["missing arguments", { a: 1 }, /b: /],
    ["arguments of another type", { a: 1, b: "x" }, /b: /],
    ["arguments that are no JSON", "{a:", /no JSON/],
    ["a list in place of an object", [], /a: |the arguments: /],
  ])("refuses %s and tells the model which", async (_what, args, words) => {
    const { event, told } = await call(sum, typeof args === "string" ? args : JSON.stringify(args));

    expect(event).toBeInstanceOf(ToolError);
    expect(event).toMatchObject({ error: { code: "TOOL_ARGUMENTS_INVALID" } });
    expect((told as { content: string }).content).toMatch(words);
    expect((told as { content: string }).content).not.toMatch(/Hint|\n\s+at /);
  });

  it("leaves out arguments that the input does not know", async () => {
    const echo = tool({ name: "echo", input: z.object({ a: z.number() }), run: (input) => input });

    expect((await call(echo, { a: 1, more: 2 })).event.result).toEqual({ a: 1 });
  });

  it("has the context of its call, whatever its parameter is called", async () => {
    const one = tool({
      name: "who",
      run: (_, anything: Context) => [anything.cause?.type, anything.variables.get("user"), anything.signal.aborted],
    });

    expect((await call(one, {}, { variables: { user: "ann" } })).event.result).toEqual(["tool.call", "ann", false]);
  });

  it("may hold what a Depends function finds in the context", async () => {
    const guard = inject({ user: Variable<string>("user") }, (_context: Context, { user }) => `Dr ${user}`);
    const one = tool({ name: "who", run: inject({ name: Depends(guard) }, (_input: object, { name }) => name) });

    expect((await call(one, {}, { variables: { user: "ann" } })).event.result).toBe("Dr ann");
  });
});

describe("what a tool gives", () => {
  it.each([
    ["a text", "x", '"x"'],
    ["nothing", undefined, "null"],
    ["a list", [1, "b"], '[1,"b"]'],
    ["a date, as JSON writes it", new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ["zero", 0, "0"],
    ["false", false, "false"],
  ])("may be %s", async (_what, value, content) => {
    expect((await call(tool({ name: "give", run: () => value }))).event.content).toBe(content);
  });

  it("may be a promise", async () => {
    expect((await call(tool({ name: "give", run: () => Promise.resolve({ a: 1 }) }))).event.content).toBe('{"a":1}');
  });

  it("is data of its own: what the tool does with it later changes nothing", async () => {
    const kept = { rows: [1] };
    const { event } = await call(tool({ name: "give", run: () => kept }));
    kept.rows.push(2);

    expect(event.result).toEqual({ rows: [1] });
  });

  it.each([
    ["a bigint", 1n],
    ["a function", () => 1],
    ["an error that is not thrown", new Error("no")],
    ["an object with a key that no event can hold", JSON.parse('{"__proto__":1}') as object],
    ["a map, which JSON would empty", { rows: new Map([[1, 2]]) }],
    ["a circle", Object.assign([], { 0: undefined })],
  ])("is refused where it is %s", async (what, value) => {
    const circle: unknown[] = [];
    circle.push(circle);
    const { event } = await call(tool({ name: "give", run: () => (what === "a circle" ? circle : value) }));

    expect(event).toMatchObject({ error: { code: "TOOL_RESULT_INVALID" } });
  });

  it("is an error without its stack where it throws; the stack stays on the event", async () => {
    const broken = tool({
      name: "broken",
      run: () => {
        throw new RangeError("no such shelf");
      },
    });
    const { event, told } = await call(broken);

    expect(told).toMatchObject({ role: "tool", content: "Error: no such shelf" });
    expect((event as ToolError).trace).toMatch(/RangeError: no such shelf\n {4}at /);
  });

  it("is told in the tool's own words where it has any", async () => {
    const secret = tool({
      name: "secret",
      describeError: () => "The vault is closed.",
      run: () => {
        throw new Error("password=hunter2");
      },
    });
    const { told, event } = await call(secret);

    expect(told).toMatchObject({ content: "The vault is closed." });
    expect((event as ToolError).error).toMatchObject({ message: "password=hunter2" });
  });
});

const give = (): number => 1;

describe("tool", () => {
  it.each([
    ["no name", { run: give }],
    ["a name that providers refuse", { name: "search archive", run: give }],
    ["an input that is no object", { name: "a", input: z.string(), run: give }],
    ["an input that is no schema", { name: "a", input: { q: "string" }, run: give }],
    ["no function", { name: "a", run: "x" }],
  ])("refuses %s", (_what, options) => {
    expect(caught(() => tool(options as never))).toMatchObject({ code: "TOOL_INVALID" });
  });

  it("refuses options that it does not know", () => {
    expect(caught(() => tool({ name: "a", run: () => 1, inputs: 1 } as never))).toMatchObject({
      code: "OPTION_INVALID",
    });
    expect(caught(() => clientTool({ name: "a", run: () => 1 } as never))).toMatchObject({ code: "OPTION_INVALID" });
  });

  it("gives a copy with more middleware, the new one outermost; the original stays", async () => {
    const steps: string[] = [];
    const noted =
      (name: string) =>
      async ({ next }: { next(): Promise<ToolResult> }) => {
        steps.push(name);
        return next();
      };
    const one = tool({ name: "now", run: () => 0, middleware: [noted("own")] });
    const other = one.withMiddleware(noted("new"));

    await call(other);
    expect(steps).toEqual(["new", "own"]);
    expect(one.middleware).toHaveLength(1);
  });
});

describe("what is injected", () => {
  class Vault {
    open(): string {
      return "open";
    }
  }

  it("is an object by class, by name, and the merged dependencies of agent and question", async () => {
    const db = { rows: 3 };
    const one = tool({
      name: "look",
      run: inject(
        { vault: Inject(Vault), db: Inject<typeof db>("db"), table: Inject<string>("table") },
        (_input: object, { vault, db, table }) => [vault.open(), db.rows, table],
      ),
    });
    const model = new TestModel({ name: "look" }, "ok");
    const stream = new MemoryStream();
    const agent = new Agent("a", { model, tools: [one], dependencies: { db: { rows: 0 }, table: "t" } });
    await agent.ask("go", { stream, dependencies: { db } });

    expect((await stream.history.read()).find((event) => event instanceof ToolResult)).toMatchObject({
      result: ["open", 3, "t"],
    });
  });

  it("takes its default where nobody provides it, and is told to the model as an error without one", async () => {
    const withDefault = tool({ name: "w", run: inject({ n: Variable("n", { default: 5 }) }, (_: object, { n }) => n) });
    const without = tool({ name: "w", run: inject({ n: Variable("n") }, (_: object, { n }) => n) });

    expect((await call(withDefault)).event.result).toBe(5);
    expect((await call(withDefault, {}, { variables: { n: 0 } })).event.result).toBe(0);
    expect((await call(without)).event).toMatchObject({ error: { code: "DEPENDENCY_MISSING" } });
  });

  it("can be replaced for a spec through the context that is given", async () => {
    const guard = (): string => {
      throw new Error("never in a spec");
    };
    const one = tool({ name: "w", run: inject({ user: Depends(guard) }, (_: object, { user }) => user) });
    const context = new MemoryStream().context();
    using _fake = context.override(guard, () => "fake");
    const model = new TestModel({ name: "w" }, "ok");
    await new Agent("a", { model, tools: [one] }).ask("go", { context });

    expect(model.calls[1]?.messages.at(-1)).toMatchObject({ content: "fake" });
  });
});
