// The tools of an MCP server as a toolkit: a tool for each, told to the model in the server's words, called over its connection.
import type { Client, Tool as McpTool } from "@modelcontextprotocol/client";
import { createTool, type Tool } from "../agent/tool/create-tool.js";
import { refuseTaken, Toolkit } from "../agent/tool/toolkit.js";
import { MillraceError } from "../errors/millrace-error.js";
import { checkCount } from "../primitives/check-count.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import type { Context } from "../stream/context.js";
import { connect, type Connection, type McpSource } from "./connect.js";
import { inTime, NO_TIMEOUT } from "./in-time.js";
import { mcpError } from "./mcp-error.js";
import { type Binary, toolResult } from "./tool-result.js";

/** Options of {@link mcpToolkit}; all optional. */
export interface McpToolkitOptions {
  /** Stands before each name: `github_` makes `github_search` of `search`. */
  readonly prefix?: string;
  /** Only these, by the names that the server gives them. */
  readonly include?: readonly string[];
  /** All but these, by the names that the server gives them. */
  readonly exclude?: readonly string[];
  /** The longest that one request may take, in milliseconds: to connect, to list, to call. Default: 60,000. */
  readonly timeoutMs?: number;
  /** Pictures, recordings and files in results: `"describe"`, the default, tells their kind and length, `"data"` has them as base64. */
  readonly binary?: Binary;
  /** Gives up connecting and listing when it is aborted. */
  readonly signal?: AbortSignal;
}

const NAMES = ["prefix", "include", "exclude", "timeoutMs", "binary", "signal"];

/**
 * The tools of an MCP server, for agents.
 *
 * ```ts
 * await using github = await mcpToolkit({ url: "https://example.org/mcp" }, { prefix: "github_", exclude: ["delete_repo"] });
 * const agent = new Agent("clerk", { model, tools: [github] });
 * ```
 *
 * The server is a client of the MCP library that is connected and stays yours, or an address to connect to: `{ url, headers }`,
 * `{ command, args, env, cwd }`, `{ transport }`. What the server calls its tools is told to the model; characters that
 * providers do not take become `_`. A tool of the server never takes the name of one of your own.
 *
 * Results: structured content as data, texts as one text, other content described. A result that is an error, a server that
 * refuses, a broken connection and a time-out are told to the model as a `ToolError`, with MCP_TOOL_FAILED, MCP_FAILED,
 * MCP_UNREACHABLE or TIMEOUT as the code of its `error`. A call ends with its turn, and the server is told so.
 *
 * @throws MCP_UNREACHABLE, MCP_FAILED, TIMEOUT, ABORTED while connecting and listing; OPTION_INVALID; TOOL_INVALID and
 * TOOL_NAME_TAKEN for names that cannot work: `exclude` them.
 */
export async function mcpToolkit(source: McpSource, options: McpToolkitOptions = {}): Promise<McpToolkit> {
  refuseUnknown("mcpToolkit", options, NAMES);
  const { timeoutMs = 60_000, binary = "describe", signal } = options;
  checkCount("timeoutMs", timeoutMs, 1);
  if (!["describe", "data"].includes(binary)) {
    throw new MillraceError("OPTION_INVALID", `binary is "describe" or "data", not ${JSON.stringify(binary)}.`);
  }
  const connection = await connect(source, timeoutMs, signal);
  const kit = new McpToolkit(connection, { ...options, timeoutMs, binary });
  try {
    refuseMissing(options.include ?? [], await kit.refresh(signal === undefined ? {} : { signal }));
    return kit;
  } catch (error) {
    await kit.close();
    throw error;
  }
}

/** The tools of an MCP server; {@link mcpToolkit} makes it. */
export class McpToolkit extends Toolkit implements AsyncDisposable {
  readonly #tools: Tool[];
  readonly #options: McpToolkitOptions & { readonly timeoutMs: number; readonly binary: Binary };
  readonly #connection: Connection;

  /** For {@link mcpToolkit}. */
  constructor(
    connection: Connection,
    options: McpToolkitOptions & { readonly timeoutMs: number; readonly binary: Binary },
  ) {
    const tools: Tool[] = [];
    super(tools);
    this.#tools = tools;
    this.#options = options;
    this.#connection = connection;
  }

  /** The client behind it: for prompts, resources and notifications of the server. */
  get client(): Client {
    return this.#connection.client;
  }

  /**
   * Asks the server for its tools again and gives the names that it has for them. Agents take their tools when they are made,
   * turns when they are asked: `agent.ask(…, { tools: [kit] })` has what was listed last.
   *
   * @throws as {@link mcpToolkit}; the tools stay what they were.
   */
  async refresh(options: { readonly signal?: AbortSignal } = {}): Promise<readonly string[]> {
    const { timeoutMs, include, exclude = [] } = this.#options;
    const listed = await this.list(timeoutMs, options.signal);
    const wanted = listed.filter(({ name }) => (include?.includes(name) ?? true) && !exclude.includes(name));
    const tools = wanted.map((one) => this.toolOf(one));
    refuseTaken(tools);
    this.#tools.splice(0, this.#tools.length, ...tools);
    return listed.map(({ name }) => name);
  }

  /** Closes the connection where it was made here; a client that was passed in stays connected. */
  async close(): Promise<void> {
    if (this.#connection.isOwn) await this.client.close();
  }

  /** The same as `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async list(timeoutMs: number, signal: AbortSignal | undefined): Promise<readonly McpTool[]> {
    const { client } = this;
    // The library takes both for a server without tools, and writes to the console.
    if (client.transport === undefined) {
      throw new MillraceError("MCP_UNREACHABLE", "The tools of an MCP server were asked for without a connection.", {
        details: { request: "tools/list" },
      });
    }
    if (client.getServerCapabilities()?.tools === undefined) return [];
    try {
      const ask = (ends: object): ReturnType<Client["listTools"]> =>
        client.listTools({}, { ...ends, cacheMode: "refresh" });
      return (await inTime("to list the tools of an MCP server", timeoutMs, signal, ask)).tools;
    } catch (error) {
      throw mcpError("tools/list", error, true);
    }
  }

  private toolOf({ name, title, description = title, inputSchema }: McpTool): Tool {
    const { prefix = "", timeoutMs } = this.#options;
    const run = (input: unknown, context: Context): Promise<unknown> => this.call(name, input, context);
    return createTool(prefix + name.replace(/[^a-zA-Z0-9_-]/g, "_"), run, {
      ...(description === undefined ? {} : { description }),
      parameters: inputSchema,
      source: "remote",
      timeoutMs,
    });
  }

  // The tool's own limit ends the call through the signal.
  private async call(name: string, input: unknown, { signal }: Context): Promise<unknown> {
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
      throw new MillraceError("TOOL_ARGUMENTS_INVALID", `The arguments of ${name} are no object.`, {
        details: { tool: name, arguments: JSON.stringify(input) },
      });
    }
    const asked = { name, arguments: input as Record<string, unknown> };
    let given;
    try {
      given = await this.client.callTool(asked, { signal, timeout: NO_TIMEOUT });
    } catch (error) {
      if (!signal.aborted) throw mcpError(`tools/call ${name}`, error, this.client.transport !== undefined);
      throw new MillraceError("ABORTED", `The call of ${name} was given up.`, { cause: signal.reason });
    }
    return toolResult(name, given, this.#options.binary);
  }
}

function refuseMissing(include: readonly string[], listed: readonly string[]): void {
  const missing = include.filter((name) => !listed.includes(name));
  if (missing.length === 0) return;
  throw new MillraceError("OPTION_INVALID", `The MCP server has no tool ${missing.join(", ")}.`, {
    hint: `It has ${listed.join(", ") || "none"}.`,
    details: { missing, listed },
  });
}
