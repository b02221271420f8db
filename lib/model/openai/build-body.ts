// The body of a request: messages, tools, the shape of the answer, and what the provider calls its options.
import type { ChatMessage, RequestedCall } from "../chat-message.js";
import type { ModelCall, ResponseFormat, ToolDescription } from "../language-model.js";
import { invalidCall, wirePart } from "./content-part.js";
import { fitsStrictMode } from "./strict-schema.js";
import { withoutGaps, type WireObject } from "./wire-value.js";

/** What a client puts into every body. */
export interface BodySettings {
  readonly model: string;
  /** Defaults of every call; the call's own go over them. */
  readonly options: WireObject;
  /** Fields that go over everything. */
  readonly extraBody: WireObject;
  /** Whether to ask for the usage at the end of a stream. */
  readonly includeUsage: boolean;
}

/**
 * Builds the body of a call. The client's options stand lowest, then what the call itself says, then its options, then
 * `extraBody`.
 *
 * @throws MODEL_CALL_INVALID for content that cannot be sent.
 */
export function buildBody(settings: BodySettings, call: ModelCall): WireObject {
  const streams = call.stream ?? true;
  return {
    model: settings.model,
    messages: call.messages.map(wireMessage),
    ...settings.options,
    ...wireTools(call),
    ...(call.responseFormat && { response_format: wireFormat(call.responseFormat) }),
    ...(streams && settings.includeUsage && { stream_options: { include_usage: true } }),
    ...call.options,
    ...settings.extraBody,
    stream: streams,
  };
}

function wireMessage(message: ChatMessage, place: number): object {
  const path = `messages[${String(place)}]`;
  switch (message.role) {
    case "system":
    case "developer":
      return { role: message.role, content: plain(message.content, path) };
    case "user":
      return { role: "user", content: userContent(message.content, path) };
    case "assistant":
      return assistantMessage(plain(message.content, path), message.toolCalls ?? []);
    case "tool":
      return { role: "tool", tool_call_id: message.callId, content: plain(message.content, path) };
    default:
      throw invalidCall(path, "has no role of system, developer, user, assistant, tool");
  }
}

function plain(content: unknown, path: string): string {
  if (typeof content === "string") return content;
  throw invalidCall(`${path}.content`, "is no text");
}

function userContent(content: unknown, path: string): unknown {
  if (!Array.isArray(content)) return plain(content, path);
  if (content.length === 0) throw invalidCall(`${path}.content`, "is empty");
  return content.map((part: Parameters<typeof wirePart>[0], place) =>
    wirePart(part, `${path}.content[${String(place)}]`),
  );
}

// Beside calls an empty text is refused by some servers, so it is left out as the wire wants it: null.
function assistantMessage(content: string, calls: readonly RequestedCall[]): object {
  if (calls.length === 0) return { role: "assistant", content };
  const toolCalls = calls.map(({ callId, name, arguments: text }) => ({
    id: callId,
    type: "function",
    function: { name, arguments: text },
  }));
  return { role: "assistant", content: content === "" ? null : content, tool_calls: toolCalls };
}

function wireTools({ tools = [], toolChoice }: ModelCall): object {
  if (tools.length === 0) return {};
  return withoutGaps({ tools: tools.map(wireTool), tool_choice: wireChoice(toolChoice) });
}

function wireTool({ name, description, parameters }: ToolDescription): object {
  return { type: "function", function: withoutGaps({ name, description, parameters }) };
}

function wireChoice(choice: ModelCall["toolChoice"]): unknown {
  return typeof choice === "object" ? { type: "function", function: { name: choice.name } } : choice;
}

// Servers take letters, digits, - and _ in names of formats, 64 of them.
function wireFormat({ name, description, schema }: ResponseFormat): object {
  const wireName = name.replace(/[^\w-]/g, "_").slice(0, 64) || "answer";
  const strict = fitsStrictMode(schema) || undefined;
  return { type: "json_schema", json_schema: withoutGaps({ name: wireName, description, strict, schema }) };
}
