/**
 * Tools of an MCP server in the hands of an agent, here of a server at the other end of a pipe in memory.
 *
 * Prints:
 *   mill_level, mill_gate
 *   the model hears: {"metres":1.4,"rising":true}
 *   the model hears: Error: The gate is frozen.
 *   the code of it: MCP_TOOL_FAILED
 *   The water is at 1.4 m; the gate does not move.
 *   after a refresh: mill_level, mill_gate, mill_bell
 */
import assert from "node:assert/strict";
import { InMemoryTransport } from "@modelcontextprotocol/client";
import { McpServer } from "@modelcontextprotocol/server";
import { Agent, MillraceError, MemoryStream, ToolError, ToolResult } from "millrace";
import { mcpToolkit, type McpToolkit } from "millrace/mcp";
import { TestModel } from "millrace/testing";
import { z } from "zod";

// Somebody else's server.
const server = new McpServer({ name: "mill", version: "1.0.0" });
const outputSchema = z.object({ metres: z.number(), rising: z.boolean() });
server.registerTool("level", { description: "How high the water stands.", outputSchema }, () => ({
  content: [{ type: "text", text: "1.4 m, rising" }],
  structuredContent: { metres: 1.4, rising: true },
}));
const inputSchema = z.object({ open: z.boolean() });
server.registerTool("gate", { description: "Opens or shuts the gate.", inputSchema }, () => ({
  isError: true,
  content: [{ type: "text", text: "The gate is frozen." }],
}));
server.registerTool("drain", { description: "Empties the pond." }, () => ({ content: [] }));

const [near, far] = InMemoryTransport.createLinkedPair();
await server.connect(far);

// { url, headers } for HTTP, { command, args } for a program, or a connected client of the MCP library.
const mill = await mcpToolkit({ transport: near }, { prefix: "mill_", exclude: ["drain"] });
const names = ({ tools }: McpToolkit): string => tools.map(({ name }) => name).join(", ");
console.log(names(mill));

const stream = new MemoryStream();
stream.where(ToolResult).subscribe((result) => {
  console.log("the model hears:", result.text);
  if (result instanceof ToolError && MillraceError.is(result.error)) console.log("the code of it:", result.error.code);
});
const model = new TestModel(
  { name: "mill_level" },
  { name: "mill_gate", arguments: { open: true } },
  "The water is at 1.4 m; the gate does not move.",
);
const reply = await new Agent("miller", { model, tools: [mill] }).ask("Open the gate if the water is high.", {
  stream,
});
console.log(reply.body);

server.registerTool("bell", { description: "Rings." }, () => ({ content: [] }));
await mill.refresh();
console.log("after a refresh:", names(mill));

assert.deepEqual(
  model.calls[0]?.tools?.map(({ description }) => description),
  ["How high the water stands.", "Opens or shuts the gate."],
);
await mill.close();

// How it works
// - Each tool is told to the model in the server's words, and its calls go over the connection, several at once.
// - Structured content is data; pictures, recordings and files are described, or handed on with `binary: "data"`.
// - A tool of a server never takes the name of one of yours, and what fails there is told to the model: the turn goes on.
// - A call ends with its turn, or after `timeoutMs`, and the server is told so.
