// Messages of Millrace as messages of the AI SDK.
import { MillraceError } from "../../errors/millrace-error.js";
import type { ChatMessage, ContentPart, RequestedCall } from "../chat-message.js";
import type {
  AiSdkFilePart,
  AiSdkMessage,
  AiSdkTextPart,
  AiSdkToolCallPart,
  AiSdkToolResultPart,
} from "./ai-sdk-language-model.js";

/**
 * The messages as the SDK wants them. A developer's message becomes a system message, which providers of the SDK turn into
 * one of a developer where their model wants that. Tool results that follow each other become one message. Addresses are
 * handed on and not fetched: whether a provider takes them is for the provider to say.
 *
 * @throws MODEL_CALL_INVALID for a tool result whose call no message before it has asked for, and for broken addresses.
 */
export function toPrompt(messages: readonly ChatMessage[]): AiSdkMessage[] {
  const prompt: AiSdkMessage[] = [];
  const toolNames = new Map<string, string>();
  for (const message of messages) {
    switch (message.role) {
      case "system":
      case "developer":
        prompt.push({ role: "system", content: message.content });
        break;
      case "user":
        prompt.push({ role: "user", content: userContent(message.content) });
        break;
      case "assistant":
        for (const { callId, name } of message.toolCalls ?? []) toolNames.set(callId, name);
        prompt.push({ role: "assistant", content: assistantContent(message.content, message.toolCalls) });
        break;
      case "tool":
        addResult(prompt, toolResult(message, toolNames.get(message.callId)));
        break;
      default:
        throw invalid(`A message has the role ${JSON.stringify((message as { role?: unknown }).role)}.`);
    }
  }
  return prompt;
}

function userContent(content: string | readonly ContentPart[]): (AiSdkTextPart | AiSdkFilePart)[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return content.map((part) => {
    switch (part.type) {
      case "text":
        return { type: "text", text: part.text };
      case "image": {
        const { detail } = part;
        const file = filePart(part.image, part.mediaType ?? "image/*");
        // The one name that providers have for it; others pass it over.
        return detail === undefined ? file : { ...file, providerOptions: { openai: { imageDetail: detail } } };
      }
      case "audio":
        return filePart(part.audio, part.format === "mp3" ? "audio/mpeg" : "audio/wav");
      case "file": {
        const file = filePart(part.file, part.mediaType);
        return part.name === undefined ? file : { ...file, filename: part.name };
      }
      default:
        throw invalid(`A message of a user has a part of type ${JSON.stringify((part as { type?: unknown }).type)}.`);
    }
  });
}

const DATA_URL = /^data:([^;,]*)[^,]*?(;base64)?,(.*)$/s;

/** A `data:` address is taken apart, since the SDK wants base64 there. */
function filePart(data: string | Uint8Array, mediaType: string): AiSdkFilePart {
  if (typeof data !== "string") return { type: "file", data, mediaType };
  const [, inlineType, base64, body = ""] = DATA_URL.exec(data) ?? [];
  if (inlineType !== undefined) {
    return {
      type: "file",
      data: base64 === undefined ? toBase64(body, data) : body,
      mediaType: inlineType === "" ? mediaType : inlineType,
    };
  }
  if (!URL.canParse(data)) throw unreadable(data);
  return { type: "file", data: new URL(data), mediaType };
}

function toBase64(body: string, address: string): string {
  try {
    return Buffer.from(decodeURIComponent(body)).toString("base64");
  } catch (cause) {
    throw unreadable(address, cause);
  }
}

function unreadable(address: string, cause?: unknown): MillraceError {
  return invalid(`The address ${JSON.stringify(address.slice(0, 80))} of a file cannot be read.`, cause);
}

function assistantContent(
  text: string,
  calls: readonly RequestedCall[] | undefined,
): (AiSdkTextPart | AiSdkToolCallPart)[] {
  const content: (AiSdkTextPart | AiSdkToolCallPart)[] = text === "" ? [] : [{ type: "text", text }];
  for (const call of calls ?? []) {
    content.push({ type: "tool-call", toolCallId: call.callId, toolName: call.name, input: parsed(call.arguments) });
  }
  return content;
}

/** What the model wrote is told to it as it wrote it, even where it is no JSON. */
function parsed(json: string): unknown {
  if (json.trim() === "") return {};
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

function toolResult(
  { callId, content }: Extract<ChatMessage, { role: "tool" }>,
  toolName: string | undefined,
): AiSdkToolResultPart {
  if (toolName === undefined) {
    throw invalid(`The result of the call "${callId}" stands in front of, or without, the message that asks for it.`);
  }
  return { type: "tool-result", toolCallId: callId, toolName, output: { type: "text", value: content } };
}

function addResult(prompt: AiSdkMessage[], result: AiSdkToolResultPart): void {
  const last = prompt.at(-1);
  if (last?.role === "tool") last.content.push(result);
  else prompt.push({ role: "tool", content: [result] });
}

function invalid(message: string, cause?: unknown): MillraceError {
  return new MillraceError("MODEL_CALL_INVALID", message, { cause, details: { retryable: false } });
}
