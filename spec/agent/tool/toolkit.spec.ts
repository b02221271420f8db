/** Tools under one hand. */
import { Agent, MemoryStream, tool, Toolkit, toolkit, type ToolResult, ToolResult as Result } from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { caught } from "../../caught.js";

const named = (name: string): ReturnType<typeof tool> => tool({ name, run: () => `${name} ran` }) as never;
const one = tool({ name: "one", run: (_, context) => `one ran for ${String(context.variables.get("user"))}` });

class Kit {
  @tool()
  three(): string {
    return "three ran";
  }
}

async function run(tools: readonly object[], ...names: readonly string[]): Promise<unknown[]> {
  const stream = new MemoryStream();
  const model = new TestModel(
    names.map((name) => ({ name })),
    "ok",
  );
  await new Agent("a", { model, tools, variables: { user: "ann" } }).ask("go", { stream });
  return (await stream.history.read()).flatMap((event) => (event instanceof Result ? [event.result] : []));
}

describe("toolkit", () => {
  it("tells its tools in order, those of objects among them", () => {
    expect(toolkit([one, new Kit(), toolkit([named("two")])]).tools.map(({ name }) => name)).toEqual([
      "one",
      "three",
      "two",
    ]);
  });

  it("has its members called by their names, with the context, beside other tools", async () => {
    expect(await run([toolkit([one, new Kit()]), named("two") as never], "one", "two", "three")).toEqual([
      "one ran for ann",
      "two ran",
      "three ran",
    ]);
  });

  it("runs the member that was named and no other", async () => {
    expect(await run([toolkit([one, new Kit()])], "three")).toEqual(["three ran"]);
  });

  it("may be empty", async () => {
    expect(toolkit([]).tools).toEqual([]);
    const reply = await new Agent("a", { model: new TestModel("hi"), tools: [toolkit([])] }).ask("go");
    expect(reply.body).toBe("hi");
  });

  it("puts its prefix before each name", async () => {
    expect(await run([toolkit([new Kit()], { prefix: "kit_" })], "kit_three")).toEqual(["three ran"]);
  });

  it("puts its middleware around every member, outside of the member's own", async () => {
    const steps: string[] = [];
    const noted =
      (name: string) =>
      async ({ next }: { next(): Promise<ToolResult> }) => {
        steps.push(`${name} in`);
        const result = await next();
        steps.push(`${name} out`);
        return result;
      };
    const member = tool({ name: "m", run: () => void steps.push("body"), middleware: [noted("tool")] });
    await run([toolkit([member, new Kit()], { middleware: [noted("kit")] })], "m");
    await run([toolkit([member, new Kit()], { middleware: [noted("kit")] })], "three");

    expect(steps).toEqual(["kit in", "tool in", "body", "tool out", "kit out", "kit in", "kit out"]);
  });

  it.each([
    ["a function", [() => 1]],
    ["an object without tools", [{}]],
    ["null", [null]],
    ["what is no list", "one"],
  ])("refuses %s", (_what, members) => {
    expect(caught(() => toolkit(members as never))).toMatchObject({ code: "TOOL_INVALID" });
  });

  it("says so where run was forgotten, and where an agent stands for a tool", () => {
    expect(caught(() => toolkit([tool({ name: "x" })]))).toMatchObject({
      message: expect.stringContaining("without run") as string,
    });
    expect(caught(() => toolkit([new Agent("a")]))).toMatchObject({
      hint: expect.stringContaining("asTool") as string,
    });
  });

  it("refuses two tools of one name", () => {
    expect(caught(() => toolkit([one, one]))).toMatchObject({ code: "TOOL_NAME_TAKEN", details: { name: "one" } });
    expect(caught(() => new Agent("a", { tools: [one, new Toolkit([one])] }))).toMatchObject({
      code: "TOOL_NAME_TAKEN",
    });
  });
});
