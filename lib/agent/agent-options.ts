// What an agent is made from, and what may be said anew each time it is asked.
import type { z } from "zod";
import type { LanguageModel, ModelCall } from "../model/language-model.js";
import type { SettingsInput } from "../model/settings/setting-path.js";
import type { Context } from "../stream/context.js";
import type { HumanInput } from "../stream/human-input.js";
import type { Container } from "../stream/injection-port.js";
import type { Stream } from "../stream/stream.js";
import type { MiddlewareSource } from "./middleware/middleware.js";
import type { Observer } from "./observer.js";
import type { PromptSource } from "./prompt-part.js";
import type { AgentRequest } from "./request/agent-request.js";
import type { ToolSource } from "./tool/toolkit.js";
import type { TurnLimits } from "./turn/turn-limits.js";

/** What an agent has, and what may be given for one turn. */
interface Abilities {
  /** What the model may ask for: tools, toolkits, objects with `@tool` methods. Given to a turn, they come to the agent's. */
  readonly tools?: readonly ToolSource[];
  /** What runs around its steps, the first one outermost; that of a turn inside of the agent's. */
  readonly middleware?: readonly MiddlewareSource[];
  /** Who looks on while a turn runs; those of a turn after the agent's. */
  readonly observers?: readonly Observer[];
  /**
   * Answers what `context.input` asks; that of a turn in the place of the agent's. `"stream"` waits for a `HumanMessage` on the
   * stream. Default: whoever listens for `HumanInputRequest` there; nobody does: HUMAN_INPUT_MISSING.
   */
  readonly humanInput?: HumanInput | "stream";
  /** Values by name, for `Variable` and `context.variables`; copied. A turn's go over the agent's. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** What a turn may use. Each limit of a turn goes over the agent's. */
  readonly limits?: TurnLimits;
}

/** Options of an agent; all optional. `Out` is what its answers come to. */
export interface AgentOptions<Out = string> extends Abilities {
  /** System prompts: texts, and functions that write them when a conversation begins. Requests take the texts alone. */
  readonly prompt?: PromptSource;
  /** Whom it asks. Default: the model of its settings. */
  readonly model?: LanguageModel;
  /** Where it works unless it is asked elsewhere: its requests tell their events here, its conversations are this one. */
  readonly stream?: Stream;
  /** Settings of its own, over those of the package. */
  readonly settings?: SettingsInput;
  /** What every request begins with: `(request) => request.rule("Answer in Portuguese.")`. */
  readonly request?: (request: AgentRequest) => AgentRequest;
  /** What its answers have to be: a zod schema. An answer that does not fit is asked for again. Default: text. */
  readonly reply?: z.ZodType<Out>;
  /** Objects by name, for `Inject("name")`. */
  readonly dependencies?: Readonly<Record<string, unknown>>;
  /** The tsyringe container behind its conversations. Default: the stream's. */
  readonly container?: Container;
}

/** What may be said with every question. */
export interface TurnOptions extends Abilities {
  /** In the place of all system prompts, from now on in this conversation. */
  readonly prompt?: PromptSource;
  /** In the place of the agent's model, from now on in this conversation. */
  readonly model?: LanguageModel;
  readonly toolChoice?: ModelCall["toolChoice"];
  /** Fields of the provider, such as `temperature`, as it names them. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Settings of this turn, over the agent's. */
  readonly settings?: SettingsInput;
  /** Gives the turn up when it is aborted. */
  readonly signal?: AbortSignal;
}

/** What may be said where a conversation begins. */
export interface AskOptions extends TurnOptions {
  /** A stream whose history is the transcript: the events are told there, and what was said there is known. Default: a new one. */
  readonly stream?: Stream;
  /** A context, such as that of a tool or a chunk, in which a conversation of its own takes place. */
  readonly context?: Context;
  /** Objects by name, for `Inject("name")`, over the agent's; they stay for the whole conversation. */
  readonly dependencies?: Readonly<Record<string, unknown>>;
  /** The tsyringe container behind the conversation. Default: the agent's. */
  readonly container?: Container;
}

/** What the answer has to be, in one turn: a schema in the place of the agent's, or null for text. */
export interface ReplyOption<R extends z.ZodType | null> {
  readonly reply: R;
}

const ABILITIES = ["tools", "middleware", "observers", "humanInput", "variables", "limits"];
const TURN = [...ABILITIES, "prompt", "model", "toolChoice", "options", "settings", "signal", "reply"];

/** The names of options, for whoever refuses others. */
export const OPTION_NAMES = {
  agent: [...ABILITIES, "prompt", "model", "stream", "settings", "request", "reply", "dependencies", "container"],
  turn: TURN,
  ask: [...TURN, "stream", "context", "dependencies", "container"],
};
