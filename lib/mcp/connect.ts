// From what authors give to a client that is connected: theirs as it is, or one of our own.
import { Client, StreamableHTTPClientTransport, type Transport } from "@modelcontextprotocol/client";
import { MillraceError } from "../errors/millrace-error.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import { inTime } from "./in-time.js";
import { mcpError } from "./mcp-error.js";

/** Where a server is: behind an address, in a process of its own, or at the other end of a transport. */
export type McpAddress =
  | {
      /** Streamable HTTP. */
      readonly url: string | URL;
      /** Sent with every request, such as `authorization`. */
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      /** A program that speaks on its standard input and output; it is ended with the connection. */
      readonly command: string;
      readonly args?: readonly string[];
      /** Default: the few variables that the MCP library holds to be safe. */
      readonly env?: Readonly<Record<string, string>>;
      readonly cwd?: string;
    }
  | {
      /** Any transport of the MCP library that has not been started. */
      readonly transport: Transport;
    };

/** A client of the MCP library that is connected, or an address to connect to. */
export type McpSource = Client | McpAddress;

/** A connected client. */
export interface Connection {
  readonly client: Client;
  /** True where the connection is ours to close. */
  readonly isOwn: boolean;
}

const FIELDS = ["url", "headers", "command", "args", "env", "cwd", "transport"];

/** Connects. Throws OPTION_INVALID, MCP_UNREACHABLE, MCP_FAILED, TIMEOUT, ABORTED. */
export async function connect(
  source: McpSource,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Connection> {
  if (isClient(source)) return { client: source, isOwn: false };
  if ((source as unknown) === undefined) throw nowhere("nothing");
  refuseUnknown("mcpToolkit", source, FIELDS);
  const transport = await transportTo(source);
  const client = new Client({ name: "millrace", version: "1" });
  try {
    await inTime("to connect to an MCP server", timeoutMs, signal, (ends) => client.connect(transport, ends));
  } catch (error) {
    client.close().catch(() => undefined); // what is half connected
    throw mcpError("connect", error, false);
  }
  return { client, isOwn: true };
}

// By shape: a program may hold several copies of the library.
function isClient(source: unknown): source is Client {
  const client = source as Partial<Client> | null | undefined;
  return typeof client?.callTool === "function" && typeof client.listTools === "function";
}

async function transportTo(address: McpAddress): Promise<Transport> {
  if ("transport" in address) return address.transport;
  if ("url" in address) {
    const { headers } = address;
    return new StreamableHTTPClientTransport(urlOf(address.url), headers && { requestInit: { headers } });
  }
  if ("command" in address) {
    const { StdioClientTransport } = await import("@modelcontextprotocol/client/stdio");
    const { command, args = [], env, cwd } = address;
    return new StdioClientTransport({
      command,
      args: [...args],
      ...(env === undefined ? {} : { env: { ...env } }),
      ...(cwd === undefined ? {} : { cwd }),
    });
  }
  throw nowhere("an object that says none of these");
}

function urlOf(url: string | URL): URL {
  try {
    return new URL(url);
  } catch {
    throw nowhere(`the address ${JSON.stringify(String(url))}, which is none`);
  }
}

function nowhere(what: string): MillraceError {
  return new MillraceError("OPTION_INVALID", `mcpToolkit was given ${what}.`, {
    hint: "Give a connected client, { url }, { command, args } or { transport }.",
  });
}
