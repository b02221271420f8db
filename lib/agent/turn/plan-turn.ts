// What an agent and a question come to: the plan of a turn.
import type { z } from "zod";
import type { HumanInput } from "../../stream/human-input.js";
import { compileOutput, type OutputContract } from "../../model/contract/compile-output.js";
import type { LanguageModel } from "../../model/language-model.js";
import { retryPolicy } from "../../model/retry-policy.js";
import { Settings } from "../../model/settings/settings.js";
import { MillraceError } from "../../errors/millrace-error.js";
import type { AgentOptions, ReplyOption, TurnOptions } from "../agent-options.js";
import { mayWait } from "../conversation/inside-turn.js";
import { modelOfSettings } from "../model-of-settings.js";
import { promptParts } from "../prompt-part.js";
import { ToolTable } from "../tool/tool-table.js";
import { toolsOf } from "../tool/toolkit.js";
import { turnLimits } from "./turn-limits.js";
import type { TurnPlan } from "./turn-plan.js";

/** What an agent brings to all of its turns. */
export interface AgentKit {
  readonly name: string;
  readonly settings: Settings;
  readonly model: LanguageModel | undefined;
  readonly prompt: TurnPlan["prompt"];
  readonly tools: ToolTable;
  readonly contract: OutputContract | undefined;
  readonly options: AgentOptions<unknown>;
}

const CORRECTIONS = 3;
const NOTHING = Object.freeze({});

/**
 * What an agent's own options come to; `system` is what its requests begin with, the texts of its prompt included.
 *
 * Throws TOOL_INVALID, TOOL_NAME_TAKEN, PROMPT_INVALID, OUTPUT_SHAPE_INVALID, OPTION_INVALID.
 */
export function agentKit(name: string, options: AgentOptions<unknown>, settings: Settings, system: string): AgentKit {
  const { model, prompt, tools = [], reply, limits } = options;
  turnLimits(limits);
  const parts = promptParts(prompt);
  humanHook(options.humanInput);
  return {
    name,
    settings,
    model,
    prompt: options.request === undefined ? parts : [system, ...parts.filter((part) => typeof part !== "string")],
    tools: ToolTable.empty.with(toolsOf(tools)),
    contract: reply === undefined ? undefined : compileOutput(reply),
    options,
  };
}

/** The plan of one turn. Throws MODEL_MISSING, SETTINGS_ENV_MISSING, and as {@link agentKit}. */
export function planTurn(
  kit: AgentKit,
  turn: TurnOptions & Partial<ReplyOption<never>>,
  model: LanguageModel | undefined,
): TurnPlan {
  const { name, options: own, contract } = kit;
  const settings = settingsOf(kit, turn);
  const { corrections, timeoutMs: _timeoutMs, totalMs, ...rest } = settings.options("request");
  const { retain: _retain, onEarlyBreak: _onEarlyBreak, onRestart: _onRestart, ...tries } = rest;
  const { reply } = turn as Partial<ReplyOption<z.ZodType | null>>;
  return {
    agent: name,
    model: turn.model ?? model ?? kit.model ?? modelOfSettings(name, settings),
    prompt: turn.prompt === undefined ? kit.prompt : promptParts(turn.prompt),
    tools: turn.tools === undefined ? kit.tools : kit.tools.with(toolsOf(turn.tools)),
    toolChoice: turn.toolChoice,
    middleware: [...(own.middleware ?? []), ...(turn.middleware ?? [])],
    observers: [...(own.observers ?? []), ...(turn.observers ?? [])],
    humanInput: humanHook(turn.humanInput ?? own.humanInput),
    limits: turnLimits(own.limits, turn.limits),
    contract: reply === undefined ? contract : reply === null ? undefined : compileOutput(reply),
    corrections: corrections ?? CORRECTIONS,
    retry: retryPolicy({ ...tries, totalMs: totalMs === false ? Infinity : (totalMs ?? Infinity) }),
    timeouts: undefined,
    options: turn.options ?? NOTHING,
    streaming: true,
    settings: () => settings.toJSON(),
  };
}

/** Whether code of others runs in a turn beside tools and hooks, which are known to be inside of it anyway. */
export function runsForeignCode({ middleware, observers, prompt }: TurnPlan): boolean {
  return (
    middleware.length > 0 ||
    prompt.some((part) => typeof part === "function") ||
    observers.some(({ handler }) => mayWait(handler))
  );
}

function settingsOf({ settings }: AgentKit, turn: TurnOptions): ReturnType<Settings["snapshot"]> {
  if (turn.settings === undefined) return settings.snapshot();
  return new Settings("turn", settings).merge(turn.settings).snapshot();
}

function humanHook(hook: TurnOptions["humanInput"]): HumanInput | undefined {
  if (hook === undefined || typeof hook === "function") return hook;
  if ((hook as unknown) === "stream") return () => undefined;
  throw new MillraceError("OPTION_INVALID", `humanInput is a function or "stream", not ${JSON.stringify(hook)}.`);
}
