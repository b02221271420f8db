// A model call of Millrace as one of the AI SDK.
import { MillraceError } from "../../errors/millrace-error.js";
import type { ModelCall, ToolDescription } from "../language-model.js";
import type { AiSdkCall, AiSdkTool } from "./ai-sdk-language-model.js";
import { toPrompt } from "./to-prompt.js";

const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((item) => typeof item === "string");
const isRecord = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
const isRecords = (value: unknown): boolean => isRecord(value) && Object.values(value as object).every(isRecord);

/** The options that the SDK names, and what each of them takes. */
const OPTIONS: Readonly<Record<string, readonly [takes: (value: unknown) => boolean, what: string]>> = {
  temperature: [isNumber, "a number"],
  maxOutputTokens: [isNumber, "a number"],
  topP: [isNumber, "a number"],
  topK: [isNumber, "a number"],
  presencePenalty: [isNumber, "a number"],
  frequencyPenalty: [isNumber, "a number"],
  seed: [isNumber, "a number"],
  stopSequences: [isTexts, "a list of texts"],
  providerOptions: [isRecords, "an object of options for each provider"],
  headers: [isRecord, "an object of texts"],
};

/** What the wire format of OpenAI calls them. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  max_tokens: "maxOutputTokens",
  max_completion_tokens: "maxOutputTokens",
  top_p: "topP",
  top_k: "topK",
  presence_penalty: "presencePenalty",
  frequency_penalty: "frequencyPenalty",
  stop: "stopSequences",
};

/**
 * The call as the SDK wants it, without a signal. Options have the SDK's names; one that it does not know is refused, not
 * dropped: what only a provider knows belongs into `providerOptions`, under its name.
 *
 * @throws MODEL_CALL_INVALID, with the name of the option, or with the path of what cannot be sent to this provider.
 */
export function toCall(call: ModelCall, provider: string): AiSdkCall {
  const { messages, tools, toolChoice, responseFormat, options } = call;
  const sent: AiSdkCall = { ...checkOptions(options), prompt: toPrompt(messages, provider) };
  if (responseFormat) {
    const { name, schema, description } = responseFormat;
    sent.responseFormat = { type: "json", name, schema, ...(description !== undefined && { description }) };
  }
  if (tools !== undefined && tools.length > 0) {
    sent.tools = tools.map(toTool);
    sent.toolChoice =
      typeof toolChoice === "object" ? { type: "tool", toolName: toolChoice.name } : { type: toolChoice ?? "auto" };
  }
  return sent;
}

function toTool({ name, description, parameters }: ToolDescription): AiSdkTool {
  return { type: "function", name, inputSchema: parameters, ...(description !== undefined && { description }) };
}

function checkOptions(options: ModelCall["options"]): Partial<AiSdkCall> {
  const told = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  for (const [name, value] of told) {
    const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    if (option === undefined) throw unknownOption(name);
    const [takes, what] = option;
    if (takes(value)) continue;
    throw new MillraceError("MODEL_CALL_INVALID", `The option ${name} of a model call takes ${what}.`, {
      details: { option: name, retryable: false },
    });
  }
  return Object.fromEntries(told);
}

function unknownOption(name: string): MillraceError {
  const other = Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined;
  return new MillraceError("MODEL_CALL_INVALID", `The AI SDK does not know the option "${name}".`, {
    hint:
      other === undefined
        ? `Put it into providerOptions under the name of the provider, or take one of ${Object.keys(OPTIONS).join(", ")}.`
        : `The AI SDK calls it ${other}.`,
    details: { option: name, retryable: false },
  });
}
