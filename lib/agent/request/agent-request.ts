// A request as its author writes it. Each method gives a new one; nothing is sent before somebody asks for a result.
import { MillraceError } from "../../errors/millrace-error.js";
import type { ChatMessage, ContentPart } from "../../model/chat-message.js";
import { compileOutput } from "../../model/contract/compile-output.js";
import type { OutputOf, OutputShape } from "../../model/contract/output-shape.js";
import type { FieldPath, FieldValue } from "../../model/contract/typed-paths.js";
import type { LanguageModel, ModelCall, ModelTimeouts, ToolDescription } from "../../model/language-model.js";
import { systemText } from "../../model/prompt/render-prompt.js";
import { addToSlot, setSlot, withAttachments, withHistory } from "../../model/prompt/prompt-slots.js";
import type { SettingsInput } from "../../model/settings/setting-path.js";
import { Settings } from "../../model/settings/settings.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { Context } from "../../stream/context.js";
import type { Stream } from "../../stream/stream.js";
import type { FieldReader } from "./field-reader.js";
import { planOf, type PromptVariables, type RequestDraft } from "./request-draft.js";
import type { Validator } from "./request-plan.js";
import {
  type FieldFuture,
  type WaitOptions,
  type RequestMeta,
  type RequestOutcome,
  RequestResult,
  type ResultReadOptions,
} from "./request-result.js";
import { RequestRun } from "./request-run.js";
import type { EventClasses, ViewItems, ViewName } from "./views.js";

/** Options of {@link AgentRequest.getResult}. */
export interface ResultOptions {
  /** Gives the request up when it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * A request to a model. After Agently's quick prompts: say what there is, then ask for a result.
 *
 * `getResult` makes a result, which is sent once and read in many ways; `start`, `getData`, `getText`, `getMeta`,
 * `getGenerator` and `field` are those of a result of their own, so that each of them sends a request.
 *
 * In texts, `${name}` stands for what `variables` has under that name; unknown names stay as they are. Errors of what is
 * said: PROMPT_INVALID.
 */
export class AgentRequest<Out = string> {
  readonly #draft: RequestDraft;

  constructor(draft: RequestDraft) {
    this.#draft = draft;
  }

  /** @internal What every request of an agent begins with. */
  asBase(): AgentRequest<Out> {
    return this.with({ speaker: "request" });
  }

  /** @internal What it says to the model as its system prompt. */
  systemText(): string {
    return systemText(this.#draft.slots);
  }

  /** What the model works on, in place of an earlier input: a text, or data. */
  input(value: unknown, variables?: PromptVariables): AgentRequest<Out> {
    const { slots, speaker: from } = this.#draft;
    return this.with({ slots: setSlot(slots, "input", value, { from, variables }) });
  }

  /** What the model has to know, beside what it was told before. */
  info(value: unknown, variables?: PromptVariables): AgentRequest<Out> {
    return this.say("info", value, variables);
  }

  /** What the model has to do, beside what it was told before. */
  instruct(value: unknown, variables?: PromptVariables): AgentRequest<Out> {
    return this.say("instruct", value, variables);
  }

  /** What good answers look like. */
  examples(value: unknown, variables?: PromptVariables): AgentRequest<Out> {
    return this.say("examples", value, variables);
  }

  /** Something for the system prompt. */
  system(text: string, variables?: PromptVariables): AgentRequest<Out> {
    return this.say("system", text, variables);
  }

  /** Who the model is: a line of the system prompt. */
  role(text: string, variables?: PromptVariables): AgentRequest<Out> {
    return this.say("system", `Your role: ${text}`, variables);
  }

  /** What always holds: a line of the system prompt. */
  rule(text: string, variables?: PromptVariables): AgentRequest<Out> {
    return this.say("system", `Rule: ${text}`, variables);
  }

  /** A section of one's own, under its name. */
  section(name: string, value: unknown, variables?: PromptVariables): AgentRequest<Out> {
    return this.say(name, value, variables);
  }

  /** The conversation before, in place of an earlier one. */
  history(messages: readonly ChatMessage[]): AgentRequest<Out> {
    return this.with({ slots: withHistory(this.#draft.slots, messages) });
  }

  /** Pictures, recordings and documents: `attach(image("https://…"), file(bytes, "application/pdf"))`. */
  attach(...parts: readonly ContentPart[]): AgentRequest<Out> {
    return this.with({ slots: withAttachments(this.#draft.slots, ...parts) });
  }

  /**
   * What the answer is: a zod schema, or an object or list of shapes, `{ title: z.string(), items: [z.string()] }`. The types of
   * data, fields and validators follow from it. Throws OUTPUT_SHAPE_INVALID.
   */
  output<const S extends OutputShape>(shape: S): AgentRequest<OutputOf<S>> {
    return new AgentRequest<OutputOf<S>>({ ...this.#draft, contract: compileOutput(shape), validators: [] });
  }

  /**
   * Looks at an answer that fits its shape: `true`, or what is wrong with it, which the model is told. Validators run in the
   * order in which they were given. Say `output` before.
   */
  validate(validator: Validator<Out>): AgentRequest<Out> {
    if (typeof (validator as unknown) !== "function") throw invalid("validate was given no function");
    return this.with({ validators: [...this.#draft.validators, validator as Validator] });
  }

  /** Fields of the provider, such as `temperature`, as it names them; added to earlier ones. */
  options(fields: Readonly<Record<string, unknown>>): AgentRequest<Out> {
    return this.with({ options: { ...this.#draft.options, ...fields } });
  }

  /** Tools that the model may ask for; the calls are in `getMeta().toolCalls` and on the stream. Who runs them is up to you. */
  tools(tools: readonly ToolDescription[], choice?: ModelCall["toolChoice"]): AgentRequest<Out> {
    return this.with({ tools: [...tools], toolChoice: choice });
  }

  /** Another model than the agent's. */
  model(model: LanguageModel): AgentRequest<Out> {
    return this.with({ model });
  }

  /** Settings of this request, over those of the agent. Throws SETTINGS_INVALID, SETTINGS_ENV_MISSING. */
  settings(values: SettingsInput): AgentRequest<Out> {
    new Settings("request").merge(values); // refused here, and not when it is sent
    return this.with({ settings: [...this.#draft.settings, values] });
  }

  /** Limits of each phase of a call, in milliseconds, over those of the model. */
  timeouts(timeouts: ModelTimeouts): AgentRequest<Out> {
    return this.with({ timeouts: { ...this.#draft.timeouts, ...timeouts } });
  }

  /** Asks for the whole answer at once, from servers that stream badly; readers get it in one piece. */
  whole(): AgentRequest<Out> {
    return this.with({ streaming: false });
  }

  /** Tells its events on this stream, in a conversation of its own. */
  on(stream: Stream): AgentRequest<Out> {
    return this.with({ stream, context: undefined });
  }

  /** Tells its events in this conversation, such as `data.context` of a chunk, and ends with it. */
  in(context: Context): AgentRequest<Out> {
    return this.with({ context });
  }

  /**
   * A result: the settings, the prompt and everything else are fixed here. Nothing is sent yet.
   *
   * @throws MODEL_MISSING, SETTINGS_ENV_MISSING, OPTION_INVALID.
   */
  getResult(options: ResultOptions = {}): RequestResult<Out> {
    refuseUnknown("getResult", options, ["signal"]);
    return new RequestResult<Out>(new RequestRun(planOf(this.#draft, options.signal)));
  }

  /** Sends it. Resolves with its data. */
  start(options?: WaitOptions): Promise<Out> {
    return this.getResult().start(options);
  }

  /** See {@link RequestResult.getData}. */
  getData(options?: WaitOptions): Promise<Out> {
    return this.getResult().getData(options);
  }

  /** See {@link RequestResult.getText}. */
  getText(options?: WaitOptions): Promise<string> {
    return this.getResult().getText(options);
  }

  /** See {@link RequestResult.getMeta}. */
  getMeta(options?: WaitOptions): Promise<RequestMeta> {
    return this.getResult().getMeta(options);
  }

  /** See {@link RequestResult.outcome}. */
  outcome(): Promise<RequestOutcome<Out>> {
    return this.getResult().outcome();
  }

  /** See {@link RequestResult.getGenerator}. */
  getGenerator(view?: "delta", options?: ResultReadOptions): AsyncGenerator<string, void, undefined>;
  getGenerator<const C extends EventClasses>(
    view: "specific",
    options: ResultReadOptions & { readonly specific: C },
  ): AsyncGenerator<InstanceType<C[number]>, void, undefined>;
  getGenerator<V extends ViewName>(view: V, options?: ResultReadOptions): AsyncGenerator<ViewItems[V], void, undefined>;
  getGenerator(view: ViewName = "delta", options?: ResultReadOptions): AsyncGenerator<unknown, void, undefined> {
    return this.getResult().getGenerator(view, options);
  }

  /** See {@link RequestResult.field}. */
  field<P extends FieldPath<Out>>(path: P): FieldReader<FieldValue<Out, P>, FieldFuture<Out, P>> {
    return this.getResult().field(path);
  }

  private say(slot: string, value: unknown, variables: PromptVariables | undefined): AgentRequest<Out> {
    const { slots, speaker: from } = this.#draft;
    return this.with({ slots: addToSlot(slots, slot, value, { from, variables }) });
  }

  private with(changes: Partial<RequestDraft>): AgentRequest<Out> {
    return new AgentRequest<Out>({ ...this.#draft, ...changes });
  }
}

function invalid(what: string): MillraceError {
  return new MillraceError("REQUEST_INVALID", `${what}.`);
}
