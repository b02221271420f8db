// The calls of tools and what came of them. After AG2's tool events.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { MillraceError } from "../../errors/millrace-error.js";
import { defineEvent } from "../../event/define-event.js";
import { agentTags } from "./agent-tags.js";

/** Arguments as JSON text; other data is written as JSON. */
const jsonText = z
  .union([z.string(), z.record(z.string(), z.unknown()), z.null()])
  .transform((given) => (typeof given === "string" ? given : given === null ? "" : JSON.stringify(given)))
  .default("{}");

// Parsed once for each event; beside the events, since `with` makes copies without a constructor.
const parsedArguments = new WeakMap<object, { readonly value: unknown }>();

/** The arguments of a call as data; empty text is no arguments. Throws TOOL_ARGUMENTS_INVALID. */
function parseArguments(call: { readonly name: string; readonly callId: string; readonly arguments: string }): unknown {
  const earlier = parsedArguments.get(call);
  if (earlier) return earlier.value;
  const text = call.arguments.trim();
  let value: unknown;
  try {
    value = text === "" ? {} : JSON.parse(text);
  } catch (cause) {
    throw new MillraceError(
      "TOOL_ARGUMENTS_INVALID",
      `The arguments of ${call.name} are no JSON: ${messageOf(cause)}.`,
      {
        cause,
        details: { tool: call.name, callId: call.callId, arguments: call.arguments },
      },
    );
  }
  parsedArguments.set(call, { value });
  return value;
}

// A result that somebody has put in can be anything, and must not make a transcript unreadable.
function jsonOf(value: unknown): string {
  try {
    const text = JSON.stringify(value) as unknown; // nothing of a function
    return typeof text === "string" ? text : "null";
  } catch {
    return '"(a result that JSON cannot hold)"';
  }
}

function traceOf(thrown: unknown): string {
  const traces: string[] = [];
  for (let error = thrown, depth = 0; error !== undefined && depth < 10; depth++) {
    if (!(error instanceof Error)) return [...traces, jsonOf(error)].join("\nCaused by: ");
    traces.push(error.stack ?? error.message);
    error = error.cause;
  }
  return traces.join("\nCaused by: ");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * A tool is about to be called. May be replaced by an interrupter, with other arguments or another tool; to suppress it ends
 * the turn (TOOL_CALL_SUPPRESSED) once the calls beside it are done.
 */
export class ToolCall extends defineEvent("tool.call", {
  /** Ties the result to the call; made when left out. */
  callId: z.string().default(() => randomUUID()),
  name: z.string(),
  /** JSON text, as the model wrote it; given as data, it is written as JSON. */
  arguments: jsonText,
  /** What the provider has to be told again with the call. */
  providerData: z.record(z.string(), z.unknown()).default({}),
  ...agentTags,
}) {
  /** The arguments as data, parsed when first read. Throws TOOL_ARGUMENTS_INVALID. */
  get args(): unknown {
    return parseArguments(this);
  }
}

/** The calls that the model asks for in one answer, before the first one is run. */
export class ToolCalls extends defineEvent("tool.calls", {
  calls: z.array(z.instanceof(ToolCall)).default([]),
  ...agentTags,
}) {
  /** How many there are. */
  get length(): number {
    return this.calls.length;
  }
}

/** A call that runs elsewhere, in a browser say: the turn ends with it, and `reply.resume` brings the results. */
export class ClientToolCall extends defineEvent("tool.client-call", {
  /** That of the {@link ToolCall}. */
  callId: z.string(),
  name: z.string(),
  arguments: jsonText,
  ...agentTags,
}) {
  /** The arguments as data, parsed when first read. Throws TOOL_ARGUMENTS_INVALID. */
  get args(): unknown {
    return parseArguments(this);
  }
}

/** What a tool gave. What an interrupter puts in its place is what the model is told. */
export class ToolResult extends defineEvent("tool.result", {
  callId: z.string(),
  name: z.string(),
  /** What the tool gave, as plain data. */
  result: z.unknown(),
  /** True when it is the answer of the whole turn. */
  final: z.boolean().default(false),
  ...agentTags,
}) {
  /** The result as JSON text: a text has its quotes, nothing is `null`. */
  get content(): string {
    return jsonOf(this.result ?? null);
  }

  /** What the model is told: a text as it is, everything else as JSON. */
  get text(): string {
    return typeof this.result === "string" ? this.result : this.content;
  }
}

/** A call failed. The model is told `result`, a sentence without stack traces; the error itself stays here. */
export class ToolError extends ToolResult.extend("tool.error", {
  /** What was thrown. */
  error: z.unknown(),
}) {
  /** The sentence that the model is told. */
  override get content(): string {
    return String(this.result);
  }

  /** The stack of the error with those of its causes, for people; it never reaches a model. */
  get trace(): string {
    return traceOf(this.error);
  }
}

/** The model asked for a tool that there is not. It is told so, with the names that there are. */
export class ToolNotFound extends ToolError.extend("tool.not-found", {}) {}

/** All results of an answer's calls, in the order of the calls: what the model is told next. */
export class ToolResults extends defineEvent("tool.results", {
  results: z.array(z.instanceof(ToolResult)),
  ...agentTags,
}) {}
