// Who asks: a name, a model, settings, and what every request begins with.
import { MillraceError } from "../errors/millrace-error.js";
import type { ContentPart } from "../model/chat-message.js";
import type { OutputOf, OutputShape } from "../model/contract/output-shape.js";
import type { LanguageModel } from "../model/language-model.js";
import { settings as packageSettings } from "../model/settings/package-settings.js";
import type { SettingInput, SettingPath, SettingsInput } from "../model/settings/setting-path.js";
import { Settings } from "../model/settings/settings.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import type { Stream } from "../stream/stream.js";
import { AgentRequest } from "./request/agent-request.js";
import { emptyDraft, type PromptVariables } from "./request/request-draft.js";

/** Options of an {@link Agent}; all optional. */
export interface AgentOptions {
  /** What the model is told first, as its system prompt. */
  readonly prompt?: string;
  /** Whom it asks. Default: the model of its settings. */
  readonly model?: LanguageModel;
  /** Where its requests are told. Default: nowhere but to their readers. */
  readonly stream?: Stream;
  /** Settings of its own, over those of the package. */
  readonly settings?: SettingsInput;
  /** What every request begins with: `(request) => request.rule("Answer in Portuguese.")`. */
  readonly request?: (request: AgentRequest) => AgentRequest;
}

/**
 * An agent.
 *
 * ```ts
 * const agent = new Agent("assistant", { model: openaiCompatible({ baseUrl: "http://127.0.0.1:11434/v1", model: "llama3.2" }) });
 * const data = await agent.input("A title and two bullets on rivers.").output({ title: z.string(), items: [z.string()] }).start();
 * ```
 *
 * Each method that a request has begins one; nothing is sent before somebody asks for its result.
 */
export class Agent {
  readonly name: string;
  /** Its layer of settings, over that of the package. */
  readonly settings: Settings;
  readonly #base: AgentRequest;

  /** Throws OPTION_INVALID, SETTINGS_INVALID, SETTINGS_ENV_MISSING. */
  constructor(name: string, options: AgentOptions = {}) {
    refuseUnknown("Agent", options, ["prompt", "model", "stream", "settings", "request"]);
    if (typeof (name as unknown) !== "string" || name.trim() === "") {
      throw new MillraceError("OPTION_INVALID", "An agent was made without a name.", {
        hint: 'Write new Agent("assistant", { … }).',
      });
    }
    this.name = name;
    this.settings = new Settings(`agent ${name}`, packageSettings);
    if (options.settings) this.settings.merge(options.settings);
    const { prompt, model, stream, request } = options;
    const blank = new AgentRequest(emptyDraft(name, this.settings, model, stream));
    const base = prompt === undefined ? blank : blank.system(prompt);
    this.#base = (request?.(base) ?? base).asBase();
  }

  /** Sets a setting of the agent, for requests whose result is made from now on. Throws SETTINGS_INVALID, SETTINGS_ENV_MISSING. */
  setSettings<P extends SettingPath>(path: P, value: SettingInput<P>): this {
    this.settings.set(path, value);
    return this;
  }

  /** A request with nothing in it but what all have. */
  request(): AgentRequest {
    return this.#base;
  }

  /** See {@link AgentRequest.input}. */
  input(value: unknown, variables?: PromptVariables): AgentRequest {
    return this.#base.input(value, variables);
  }

  /** See {@link AgentRequest.info}. */
  info(value: unknown, variables?: PromptVariables): AgentRequest {
    return this.#base.info(value, variables);
  }

  /** See {@link AgentRequest.instruct}. */
  instruct(value: unknown, variables?: PromptVariables): AgentRequest {
    return this.#base.instruct(value, variables);
  }

  /** See {@link AgentRequest.examples}. */
  examples(value: unknown, variables?: PromptVariables): AgentRequest {
    return this.#base.examples(value, variables);
  }

  /** See {@link AgentRequest.system}. */
  system(text: string, variables?: PromptVariables): AgentRequest {
    return this.#base.system(text, variables);
  }

  /** See {@link AgentRequest.role}. */
  role(text: string, variables?: PromptVariables): AgentRequest {
    return this.#base.role(text, variables);
  }

  /** See {@link AgentRequest.rule}. */
  rule(text: string, variables?: PromptVariables): AgentRequest {
    return this.#base.rule(text, variables);
  }

  /** See {@link AgentRequest.attach}. */
  attach(...parts: readonly ContentPart[]): AgentRequest {
    return this.#base.attach(...parts);
  }

  /** See {@link AgentRequest.options}. */
  options(fields: Readonly<Record<string, unknown>>): AgentRequest {
    return this.#base.options(fields);
  }

  /** See {@link AgentRequest.output}. */
  output<const S extends OutputShape>(shape: S): AgentRequest<OutputOf<S>> {
    return this.#base.output(shape);
  }
}
