/** A real MCP server and a real client at the two ends of a pipe in memory. */
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { type CallToolResult, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

/** A server with `add`, which counts who is given up. */
export class LinkedServer implements AsyncDisposable {
  readonly server = new McpServer({ name: "far", version: "1.0.0" });
  /** Arguments of the calls so far. */
  readonly calls: unknown[] = [];

  constructor() {
    this.server.registerTool(
      "add",
      { description: "Adds.", inputSchema: z.object({ a: z.number(), b: z.number() }) },
      ({ a, b }) => {
        this.calls.push({ a, b });
        return { content: [{ type: "text", text: String(a + b) }] };
      },
    );
  }

  /** A tool without arguments that gives this. */
  gives(name: string, result: CallToolResult | (() => CallToolResult | Promise<CallToolResult>)): this {
    this.server.registerTool(name, {}, () => (typeof result === "function" ? result() : result));
    return this;
  }

  /** The end of the pipe that clients take. */
  async transport(): Promise<InMemoryTransport> {
    const [near, far] = InMemoryTransport.createLinkedPair();
    await this.server.connect(far);
    return near;
  }

  /** A client that is connected. */
  async client(): Promise<Client> {
    const client = new Client({ name: "near", version: "1.0.0" });
    await client.connect(await this.transport());
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
  }
}
