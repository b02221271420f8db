/** One tool for each name. */
import { Agent, MemoryStream, tool, ToolNotFound } from "millrace";
import { TestModel } from "millrace/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createTool, type Tool } from "../../../lib/agent/tool/create-tool.js";
import { ToolTable } from "../../../lib/agent/tool/tool-table.js";
import { caught } from "../../caught.js";

const code = (name: string, says = name): Tool => tool({ name, description: says, run: () => says });
const remote = (name: string, says = name): Tool =>
  createTool(name, () => says, { description: says, source: "remote" });

afterEach(() => {
  vi.restoreAllMocks();
});

describe("ToolTable", () => {
  it("has a later tool in the place of an earlier one of its name", () => {
    const table = ToolTable.empty.with([code("a", "old"), code("b")]).with([code("a", "new")]);

    expect(table.descriptions.map(({ name, description }) => [name, description])).toEqual([
      ["a", "new"],
      ["b", "b"],
    ]);
  });

  it("refuses two of one name that come together", () => {
    expect(caught(() => ToolTable.empty.with([code("a"), code("a")]))).toMatchObject({ code: "TOOL_NAME_TAKEN" });
    expect(caught(() => ToolTable.empty.with([remote("a"), remote("a")]))).toMatchObject({ code: "TOOL_NAME_TAKEN" });
  });

  it("never lets a remote tool take the name of one of yours, whichever comes first", () => {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);

    for (const table of [
      ToolTable.empty.with([code("a", "mine")]).with([remote("a", "theirs"), remote("b")]),
      ToolTable.empty.with([remote("a", "theirs"), code("a", "mine")]),
      ToolTable.empty.with([remote("a", "theirs")]).with([code("a", "mine")]),
    ]) {
      expect(table.find("a")?.description).toBe("mine");
    }
    expect(warned).toHaveBeenCalledTimes(2);
    expect(warned).toHaveBeenCalledWith(
      expect.stringContaining("a"),
      expect.objectContaining({ code: "MILLRACE_TOOL_SHADOWED" }),
    );
  });

  it("tells a model that asks for what there is not which tools there are, and which it may have meant", () => {
    const table = ToolTable.empty.with([code("search_archive"), code("clock")]);

    expect(table.describeMissing("search-archiv")).toBe(
      'There is no tool "search-archiv". Did you mean "search_archive"? The tools are: search_archive, clock.',
    );
    expect(ToolTable.empty.describeMissing("x")).toBe('There is no tool "x": there are no tools.');
  });
});

describe("a question with tools of its own", () => {
  it("adds them to the agent's, and in the place of those of their names, for this turn alone", async () => {
    const model = new TestModel([{ name: "a" }, { name: "b" }], "ok", [{ name: "a" }, { name: "b" }], "ok");
    const stream = new MemoryStream();
    const agent = new Agent("x", { model, tools: [code("a", "agent's")] });
    const reply = await agent.ask("go", { stream, tools: [code("a", "turn's"), code("b")] });
    expect(model.calls[1]?.messages.slice(-2)).toMatchObject([{ content: "turn's" }, { content: "b" }]);

    await reply.ask("again");
    expect(model.calls[3]?.messages.slice(-2)).toMatchObject([
      { content: "agent's" },
      { content: expect.stringContaining(`no tool "b"`) as string },
    ]);
    const missing = (await stream.history.read()).find((event) => event instanceof ToolNotFound);
    expect(missing).toMatchObject({ name: "b", error: { code: "TOOL_NOT_FOUND" } });
  });
});
