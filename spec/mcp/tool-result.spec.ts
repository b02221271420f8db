/** What results of remote tools come to, as the transcript has them. */
import { type CallToolResult } from "@modelcontextprotocol/client";
import { Agent, MillraceError } from "millrace";
import { mcpToolkit, type McpToolkitOptions } from "millrace/mcp";
import { TestModel } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { toolResult } from "../../lib/mcp/tool-result.js";
import { LinkedServer } from "./linked-server.js";

/** What a model is told of a tool that gives this. */
async function told(result: CallToolResult, options: McpToolkitOptions = {}): Promise<unknown> {
  await using far = new LinkedServer().gives("it", result);
  await using kit = await mcpToolkit({ transport: await far.transport() }, options);
  const model = new TestModel({ name: "it" }, "Done.");
  await new Agent("a", { model, tools: [kit] }).ask("Go.");
  return model.calls[1]?.messages.at(-1)?.content;
}

const text = (words: string) => ({ type: "text" as const, text: words });
const picture = { type: "image" as const, data: "AQID", mimeType: "image/png" };

describe("a result of a remote tool", () => {
  it("is one text where there are texts alone, a line each, and nothing where there is nothing", async () => {
    expect(await told({ content: [text("one"), text("two")] })).toBe("one\ntwo");
    expect(await told({ content: [] })).toBe("null");
  });

  it("is the structured content where there is any, checked by what the server has promised", async () => {
    await using far = new LinkedServer();
    const outputSchema = z.object({ level: z.number() });
    far.server.registerTool("level", { outputSchema }, () => ({
      content: [text("The level is 3.")],
      structuredContent: { level: 3 },
    }));
    await using kit = await mcpToolkit({ transport: await far.transport() });
    const model = new TestModel({ name: "level" }, "Done.");
    await new Agent("a", { model, tools: [kit] }).ask("Go.");

    expect(model.calls[1]?.messages.at(-1)?.content).toBe('{"level":3}');
  });

  it("has what is no text described in its place, without its bytes", async () => {
    const content: CallToolResult["content"] = [
      text("Look:"),
      picture,
      { type: "audio", data: "AQIDBA==", mimeType: "audio/wav" },
      { type: "resource_link", uri: "file:///a.csv", name: "a.csv", mimeType: "text/csv" },
      { type: "resource", resource: { uri: "file:///b.txt", text: "river" } },
      { type: "resource", resource: { uri: "file:///c.bin", blob: "AQ==", mimeType: "application/x" } },
    ];

    expect(JSON.parse((await told({ content })) as string)).toEqual([
      "Look:",
      { type: "image", mediaType: "image/png", bytes: 3 },
      { type: "audio", mediaType: "audio/wav", bytes: 4 },
      { type: "resource_link", uri: "file:///a.csv", name: "a.csv", mediaType: "text/csv" },
      { type: "resource", uri: "file:///b.txt", text: "river" },
      { type: "resource", uri: "file:///c.bin", mediaType: "application/x", bytes: 1 },
    ]);
  });

  it("has the bytes as base64 where they are asked for", async () => {
    expect(JSON.parse((await told({ content: [picture] }, { binary: "data" })) as string)).toEqual([
      { type: "image", mediaType: "image/png", bytes: 3, data: "AQID" },
    ]);
  });
});

describe("toolResult", () => {
  it("has structured content beside what is more than its text", () => {
    const given = { content: [text("three"), picture], structuredContent: { level: 3 } };

    expect(toolResult("level", given, "describe")).toEqual({
      data: { level: 3 },
      content: [{ type: "image", mediaType: "image/png", bytes: 3 }],
    });
  });

  it("throws what is marked as an error, with everything that came with it", () => {
    const words = (content: CallToolResult["content"]): unknown => {
      try {
        return toolResult("it", { isError: true, content }, "describe");
      } catch (error) {
        expect(MillraceError.is(error, "MCP_TOOL_FAILED")).toBe(true);
        return [(error as MillraceError).message.split("\n")[0], (error as MillraceError).details["result"]];
      }
    };

    expect(words([text("stuck")])).toEqual(["stuck", "stuck"]);
    expect(words([])).toEqual(["The tool it failed.", null]);
    expect(words([picture])).toEqual([
      '[{"type":"image","mediaType":"image/png","bytes":3}]',
      [{ type: "image", mediaType: "image/png", bytes: 3 }],
    ]);
  });

  it("keeps content of later versions of the protocol as JSON", () => {
    expect(toolResult("it", { content: [{ type: "smell", of: "rain" } as never] }, "describe")).toBe(
      '{"type":"smell","of":"rain"}',
    );
  });
});
