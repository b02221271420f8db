/** Functions that have always been done when they returned are watched while they run, and no longer. */
import { Agent, MemoryStream, ModelRequest, observer, tool, ToolError, ToolResult } from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";

const answers = (...turns: readonly (string | { name: string })[]): TestModel => new TestModel(...turns);

describe("a tool that was done at once before", () => {
  it.each([
    ["at once", (ask: () => Promise<unknown>) => ask()],
    ["in an asynchronous function", async (ask: () => Promise<unknown>) => ask()],
  ])("and asks on the stream of its turn %s, later, is refused", async (_when, ways) => {
    const stream = new MemoryStream();
    const helper = new Agent("helper", { model: answers("never") });
    let calls = 0;
    const sometimes = tool({
      name: "sometimes",
      run: () => (calls++ === 0 ? "done" : ways(async () => (await helper.ask("?", { stream })).body)),
    });
    const model = answers({ name: "sometimes" }, { name: "sometimes" }, { name: "sometimes" }, "fin");
    const reply = await new Agent("a", { model, tools: [sometimes] }).ask("go", { stream });

    expect(reply.body).toBe("fin");
    const results = (await stream.history.read()).filter((event) => event instanceof ToolResult);
    expect(
      results.map((result) => (result instanceof ToolError ? (result.error as { code: string }).code : "done")),
    ).toEqual(["done", "TURN_REENTERED", "TURN_REENTERED"]);
  });

  it("gives its results in the same order as before", async () => {
    const order: string[][] = [];
    const both = ["one", "two"].map((name) => tool({ name, run: () => name }));
    for (let turn = 0; turn < 3; turn++) {
      const stream = new MemoryStream();
      const told: string[] = [];
      stream.where(ToolResult).subscribe(({ name }) => void told.push(name));
      const tools = turn === 2 ? [...both.slice(1), tool({ name: "one", run: () => "new" })] : both;
      await new Agent("a", { model: new TestModel([{ name: "one" }, { name: "two" }], "ok"), tools }).ask("go", {
        stream,
      });
      order.push(told);
    }

    expect(order).toEqual([
      ["one", "two"],
      ["one", "two"],
      ["one", "two"],
    ]);
  });
});

describe("an observer that was done at once before", () => {
  it("and asks on the stream of its turn later, is refused, and the turn goes on", async () => {
    const helper = new Agent("helper", { model: answers("never") });
    const refused: unknown[] = [];
    let calls = 0;
    const look = observer(ModelRequest, (_event, { stream }) =>
      calls++ === 0 ? undefined : helper.ask("?", { stream }).catch((error: unknown) => refused.push(error)),
    );
    const agent = new Agent("a", { model: answers("one", "two", "three"), observers: [look] });
    for (const text of ["one", "two", "three"]) expect((await agent.ask("go")).body).toBe(text);

    expect(refused).toMatchObject([{ code: "TURN_REENTERED" }, { code: "TURN_REENTERED" }]);
  });
});
