/** How servers are reached: in a process, over HTTP, over any transport; and what happens where they are not. */
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { InMemoryTransport, type Transport } from "@modelcontextprotocol/client";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { mcpToolkit } from "millrace/mcp";
import { ManualClock } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { useClock } from "../../lib/primitives/clock.js";
import { createDeferred } from "../../lib/primitives/deferred.js";
import { LinkedServer } from "./linked-server.js";

const program = `
  import { McpServer } from "@modelcontextprotocol/server";
  import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
  const server = new McpServer({ name: "far", version: "1.0.0" });
  server.registerTool(process.env.TOOL, {}, () => ({ content: [] }));
  await server.connect(new StdioServerTransport());
`;

/** A transport on which nothing is ever answered. */
class Deaf implements Transport {
  readonly started = createDeferred<undefined>();
  closed = false;

  start(): Promise<void> {
    this.started.resolve(undefined);
    return Promise.resolve();
  }

  send(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

/** An MCP server on the loopback address that knows who asks by their token. */
async function listen(seen: unknown[]): Promise<{ readonly server: Server; readonly url: string }> {
  const handler = createMcpHandler(() => {
    const far = new McpServer({ name: "far", version: "1.0.0" });
    far.registerTool("look", {}, () => ({ content: [] }));
    return far;
  });
  const server = createServer((request, response) => {
    seen.push(request.headers["authorization"]);
    void (async () => {
      const body =
        request.method === "POST" ? { body: Readable.toWeb(request) as ReadableStream, duplex: "half" as const } : {};
      const asked = new Request(`http://127.0.0.1${request.url ?? "/"}`, {
        method: request.method ?? "GET",
        headers: request.headers as Record<string, string>,
        ...body,
      });
      const given = await handler.fetch(asked);
      response.writeHead(given.status, Object.fromEntries(given.headers));
      response.end(await given.text());
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/mcp` };
}

describe("mcpToolkit", () => {
  it("starts a program, with arguments and variables of its own, and ends it", async () => {
    const kit = await mcpToolkit({
      command: process.execPath,
      args: ["--input-type=module", "--eval", program],
      env: { TOOL: "look" },
      cwd: process.cwd(),
    });

    expect(kit.tools.map(({ name }) => name)).toEqual(["look"]);
    const { pid } = kit.client.transport as unknown as { pid: number };
    await kit.close();
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("speaks HTTP, with headers on every request", async () => {
    const seen: unknown[] = [];
    const { server, url } = await listen(seen);
    try {
      await using kit = await mcpToolkit({ url, headers: { authorization: "Bearer t" } });

      expect(kit.tools.map(({ name }) => name)).toEqual(["look"]);
      expect(new Set(seen)).toEqual(new Set(["Bearer t"]));
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it("fails with MCP_UNREACHABLE where nobody listens and where the program does not start", async () => {
    const { server, url } = await listen([]);
    await new Promise((resolve) => server.close(resolve));

    await expect(mcpToolkit({ url })).rejects.toMatchObject({
      code: "MCP_UNREACHABLE",
      details: { request: "connect" },
    });
    await expect(mcpToolkit({ command: "no-such-program-at-all" })).rejects.toMatchObject({ code: "MCP_UNREACHABLE" });
  });

  it("fails with MCP_FAILED and the status where the address is no MCP server", async () => {
    const server = createServer((_, response) => {
      response.writeHead(404).end("no");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;

    await expect(mcpToolkit({ url: new URL(`http://127.0.0.1:${String(port)}/`) })).rejects.toMatchObject({
      code: "MCP_FAILED",
      details: { request: "connect", status: 404 },
    });
    server.close();
  });

  it("fails with TIMEOUT where the server says nothing, and closes the transport", async () => {
    const clock = new ManualClock();
    using _ = useClock(clock);
    const transport = new Deaf();
    const kit = mcpToolkit({ transport }, { timeoutMs: 200 });
    await transport.started.promise;

    clock.advance(200);

    await expect(kit).rejects.toMatchObject({ code: "TIMEOUT", details: { timeoutMs: 200 } });
    expect(transport.closed).toBe(true);
  });

  it("gives up with ABORTED when its signal is aborted, before and while it connects", async () => {
    const transport = new Deaf();
    const controller = new AbortController();
    const kit = mcpToolkit({ transport }, { signal: controller.signal });
    await transport.started.promise;

    controller.abort("enough");

    await expect(kit).rejects.toMatchObject({ code: "ABORTED", cause: "enough" });
    await using far = new LinkedServer();
    await expect(
      mcpToolkit({ transport: await far.transport() }, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("fails with MCP_UNREACHABLE where a client that is passed in is not connected", async () => {
    await using far = new LinkedServer();
    const client = await far.client();
    await client.close();

    await expect(mcpToolkit(client)).rejects.toMatchObject({
      code: "MCP_UNREACHABLE",
      details: { request: "tools/list" },
    });
  });

  it("has no tools where the server offers none", async () => {
    const [near, far] = InMemoryTransport.createLinkedPair();
    const server = new McpServer({ name: "far", version: "1.0.0" });
    await server.connect(far);

    await using kit = await mcpToolkit({ transport: near });

    expect(kit.tools).toEqual([]);
  });
});
