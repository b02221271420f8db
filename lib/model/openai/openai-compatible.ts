// The client for every server that speaks OpenAI's chat completions: OpenAI, Ollama, vLLM, LM Studio, DeepSeek and others.
import type { CallDescription, LanguageModel, ModelCall } from "../language-model.js";
import type { ModelPart } from "../model-part.js";
import { buildBody } from "./build-body.js";
import { CallEnding } from "./call-ending.js";
import { checkCall } from "./check-call.js";
import { type ClientSettings, type OpenAICompatibleOptions, readClientOptions } from "./client-options.js";
import { PROVIDER } from "./content-part.js";
import { describeBody } from "./describe-body.js";
import { PartStream } from "./part-stream.js";
import { phaseLimits, type PhaseLimits } from "./phase-timer.js";
import { runCall } from "./run-call.js";
import { serialize } from "./serialize.js";

/**
 * A language model behind any endpoint that is compatible with OpenAI's chat completions.
 *
 * ```ts
 * const model = openaiCompatible({ baseUrl: "http://127.0.0.1:11434/v1", model: "llama3.2" });
 * for await (const part of model.stream({ messages: [{ role: "user", content: "Hello!" }] })) {
 *   if (part.kind === "text") process.stdout.write(part.text);
 * }
 * ```
 *
 * Uses the global `fetch`, whose connections are kept and used again; proxies of the environment are not used. What a
 * call sends is fixed when `stream` is called, and sent when the first part is asked for. Its limits count from then on,
 * without the time that it waits for its turn. The stream that comes back can be read once.
 *
 * @throws OPTION_INVALID. `stream` and `describe` throw MODEL_CALL_INVALID, or OPTION_INVALID for timeouts.
 */
export function openaiCompatible(options: OpenAICompatibleOptions): LanguageModel {
  return new OpenAICompatible(readClientOptions(options));
}

class OpenAICompatible implements LanguageModel {
  readonly provider = PROVIDER;
  readonly model: string;
  readonly takesResponseFormat: boolean;
  readonly takesTools: boolean;
  readonly #settings: ClientSettings;

  constructor(settings: ClientSettings) {
    this.#settings = settings;
    this.model = settings.model;
    this.takesResponseFormat = settings.takesResponseFormat;
    this.takesTools = settings.takesTools;
  }

  stream(call: ModelCall): AsyncIterableIterator<ModelPart, undefined> {
    checkCall(call, this);
    const body = buildBody(this.#settings, call);
    const ending = new CallEnding();
    const plan = {
      settings: this.#settings,
      call,
      model: String(body["model"]),
      body: serialize(body),
      limits: this.limitsOf(call),
    };
    return new PartStream(runCall(plan, ending), ending);
  }

  describe(call: ModelCall): CallDescription {
    checkCall(call, this);
    const { endpoint } = this.#settings;
    const body = describeBody(serialize(buildBody(this.#settings, call)), (text) => endpoint.hide(text));
    return { url: endpoint.shownUrl, body, timeouts: this.limitsOf(call) };
  }

  private limitsOf({ timeouts = {}, stream = true }: ModelCall): PhaseLimits {
    const { isLoopback } = this.#settings.endpoint;
    return phaseLimits({ ...this.#settings.timeouts, ...timeouts }, { isLoopback, streams: stream });
  }
}
