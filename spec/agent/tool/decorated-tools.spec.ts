/** Methods as tools. */
import { Agent, Inject, MemoryStream, tool, toolkit, ToolResult, Variable } from "millrace";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

class Shelves {
  titles(): string[] {
    return ["Rivers"];
  }
}

class Library {
  readonly place = "Porto";

  @tool({ description: "Finds books.", input: z.object({ q: z.string() }) })
  find({ q }: { q: string }, @Inject(Shelves) shelves: Shelves, @Variable<string>("user") user: string): unknown {
    return [q, shelves.titles(), user, this.place];
  }

  @tool({ name: "opening_hours" })
  hours(): string {
    return "always";
  }

  notATool(): string {
    return "";
  }
}

class Branch extends Library {
  override hours(): string {
    return "at night";
  }

  @tool()
  close(): string {
    return "closed";
  }
}

async function results(owner: object, ...calls: readonly { name: string; arguments?: unknown }[]): Promise<unknown[]> {
  const stream = new MemoryStream();
  await new Agent("a", { model: new TestModel(calls, "ok"), tools: [owner], variables: { user: "ann" } }).ask("go", {
    stream,
  });
  return (await stream.history.read()).flatMap((event) => (event instanceof ToolResult ? [event.result] : []));
}

describe("@tool", () => {
  it("makes tools of the methods that it stands on, by their names or by those that it gives", () => {
    expect(toolkit([new Library()]).tools.map(({ name, description }) => [name, description])).toEqual([
      ["find", "Finds books."],
      ["opening_hours", undefined],
    ]);
  });

  it("calls them on their object, with the checked input, marked parameters injected", async () => {
    expect(await results(new Library(), { name: "find", arguments: { q: "mills" } })).toEqual([
      ["mills", ["Rivers"], "ann", "Porto"],
    ]);
  });

  it("never lets a model set what is injected", async () => {
    const args = { q: "mills", user: "root", shelves: "mine", "1": "x" };

    expect(await results(new Library(), { name: "find", arguments: args })).toEqual([
      ["mills", ["Rivers"], "ann", "Porto"],
    ]);
  });

  it("is inherited, also by a method that overrides", async () => {
    expect(toolkit([new Branch()]).tools.map(({ name }) => name)).toEqual(["find", "opening_hours", "close"]);
    expect(await results(new Branch(), { name: "opening_hours" }, { name: "close" })).toEqual(["at night", "closed"]);
  });
});
