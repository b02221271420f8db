// Messages of Millrace as messages of the AI SDK.
import { MillraceError } from "../../errors/millrace-error.js";
import type { ChatMessage, RequestedCall } from "../chat-message.js";
import type { AiSdkMessage, AiSdkTextPart, AiSdkToolCallPart, AiSdkToolResultPart } from "./ai-sdk-language-model.js";
import { userContent } from "./user-content.js";

/**
 * The messages as the SDK wants them. A developer's message becomes a system message, which providers of the SDK turn into
 * one of a developer where their model wants that. Tool results that follow each other become one message. What a user
 * attaches is said in `user-content.ts`.
 *
 * @throws MODEL_CALL_INVALID for a tool result whose call no message before it has asked for, and for what cannot be sent.
 */
export function toPrompt(messages: readonly ChatMessage[], provider: string): AiSdkMessage[] {
  const prompt: AiSdkMessage[] = [];
  const toolNames = new Map<string, string>();
  for (const [place, message] of messages.entries()) {
    switch (message.role) {
      case "system":
      case "developer":
        prompt.push({ role: "system", content: message.content });
        break;
      case "user":
        prompt.push({ role: "user", content: userContent(message.content, `messages[${String(place)}]`, provider) });
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

function invalid(message: string): MillraceError {
  return new MillraceError("MODEL_CALL_INVALID", message, { details: { retryable: false } });
}
