// What a request will be, as its author writes it: plain data, replaced by each method and changed by none.
import type { OutputContract } from "../../model/contract/compile-output.js";
import type { LanguageModel, ModelCall, ModelTimeouts, ToolDescription } from "../../model/language-model.js";
import { EMPTY_SLOTS, type PromptSlots, withWords } from "../../model/prompt/prompt-slots.js";
import { renderPrompt } from "../../model/prompt/render-prompt.js";
import { retryPolicy } from "../../model/retry-policy.js";
import type { SettingsInput } from "../../model/settings/setting-path.js";
import type { SettingsSnapshot } from "../../model/settings/settings-snapshot.js";
import { Settings } from "../../model/settings/settings.js";
import type { Context } from "../../stream/context.js";
import type { Stream } from "../../stream/stream.js";
import { modelOfSettings } from "../model-of-settings.js";
import type { RequestPlan, Validator } from "./request-plan.js";

/** What stands for `${name}` in texts. */
export type PromptVariables = Readonly<Record<string, unknown>>;

/** A request on its way. */
export interface RequestDraft {
  readonly agent: string;
  readonly agentSettings: Settings;
  /** Those of the request, in the order in which they were given. */
  readonly settings: readonly SettingsInput[];
  readonly model: LanguageModel | undefined;
  readonly stream: Stream | undefined;
  readonly context: Context | undefined;
  /** Whose words come now: the agent's, which every request begins with, or those of one request. */
  readonly speaker: "agent" | "request";
  readonly slots: PromptSlots;
  readonly contract: OutputContract | undefined;
  readonly validators: readonly Validator[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly tools: readonly ToolDescription[];
  readonly toolChoice: ModelCall["toolChoice"];
  readonly timeouts: ModelTimeouts | undefined;
  readonly streaming: boolean;
}

/** A request of an agent in which nothing has been said. */
export function emptyDraft(
  agent: string,
  agentSettings: Settings,
  model: LanguageModel | undefined,
  stream: Stream | undefined,
): RequestDraft {
  return {
    agent,
    agentSettings,
    settings: [],
    model,
    stream,
    context: undefined,
    speaker: "agent",
    slots: EMPTY_SLOTS,
    contract: undefined,
    validators: [],
    options: {},
    tools: [],
    toolChoice: undefined,
    timeouts: undefined,
    streaming: true,
  };
}

const CORRECTIONS = 3;
/** A quarter of an hour. */
const TIMEOUT_MS = 900_000;

/** What a draft comes to with the settings of this moment. Throws MODEL_MISSING, SETTINGS_ENV_MISSING, OPTION_INVALID. */
export function planOf(draft: RequestDraft, signal: AbortSignal | undefined): RequestPlan {
  const settings = settingsOf(draft);
  const { agent, slots, contract, validators, options, tools, toolChoice, timeouts, streaming } = draft;
  const { corrections, timeoutMs, retain, onEarlyBreak, onRestart, totalMs, ...tries } = settings.options("request");
  return {
    agent,
    model: draft.model ?? modelOfSettings(agent, settings),
    prompt: (words) => renderPrompt(withWords(slots, words)),
    contract,
    validators,
    options,
    tools,
    toolChoice,
    timeouts,
    streaming,
    limits: {
      retry: retryPolicy({ ...tries, totalMs: msOf(totalMs, Infinity) }),
      corrections: corrections ?? CORRECTIONS,
      timeoutMs: msOf(timeoutMs, TIMEOUT_MS),
    },
    retain: retain ?? Infinity,
    onEarlyBreak: onEarlyBreak ?? "continue",
    onRestart: onRestart ?? "marker",
    settings: () => settings.toJSON(),
    tellsUsage: true,
    echo: undefined,
    context: draft.context,
    stream: draft.stream,
    signal,
  };
}

function settingsOf({ agentSettings, settings }: RequestDraft): SettingsSnapshot {
  const own = new Settings("request", agentSettings);
  for (const values of settings) own.merge(values);
  return own.snapshot();
}

// A limit as a number: `false` takes it away.
function msOf(limit: number | false | undefined, otherwise: number): number {
  return limit === false ? Infinity : (limit ?? otherwise);
}
