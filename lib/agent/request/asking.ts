// THE road of a request: started, prompt, attempts, accepted. One number line over retries and corrections.
import { MillraceError } from "../../errors/millrace-error.js";
import type { RequestedCall } from "../../model/chat-message.js";
import { describeCorrections, type FailedAttempt } from "../../model/contract/corrections.js";
import { describeContract } from "../../model/contract/describe-contract.js";
import type { LanguageModel, ModelCall } from "../../model/language-model.js";
import type { FinishReason } from "../../model/model-part.js";
import type { RenderedPrompt } from "../../model/prompt/render-prompt.js";
import { nextDelay } from "../../model/retry-policy.js";
import { addUsage, type Usage } from "../../model/usage.js";
import { currentClock } from "../../primitives/clock.js";
import type { Abortable } from "../../primitives/lazy-abort.js";
import { onAbort } from "../../stream/on-abort.js";
import { Attempt } from "./attempt.js";
import { FieldReset } from "./field-events.js";
import { FieldTeller } from "./field-teller.js";
import { judgeAnswer, type Rejected } from "./judge-answer.js";
import {
  type AttemptReason,
  AttemptStarted,
  AttemptSuperseded,
  OutputAccepted,
  OutputRejected,
  PromptBuilt,
  RequestStarted,
  UsageEvent,
} from "./request-events.js";
import type { RequestPlan } from "./request-plan.js";
import type { RequestVoice } from "./request-voice.js";

/** What a request came to. */
export interface Answer {
  /** Undefined where it was not kept, as for the data that is the text, and for the reasoning. */
  readonly text: string | undefined;
  readonly data: unknown;
  readonly reasoning: string | undefined;
  readonly toolCalls: readonly RequestedCall[];
  /** Over all attempts. */
  readonly usage: Usage;
  readonly finishReason: FinishReason | undefined;
  readonly attempts: number;
  readonly answerId: string | undefined;
  readonly modelName: string | undefined;
}

// Models that have refused a response format: the next request need not try it again.
const refusing = new WeakSet<LanguageModel>();

const ROOT = { path: "", segments: [], wildcard: "", indexes: [] };

/** Asks until an answer is accepted or nothing is left to try. */
export class Asking {
  private attempt: Attempt | undefined = undefined;
  private fields: FieldTeller | undefined = undefined;
  private total: Usage = {};
  private takesFormat: boolean;

  constructor(
    private readonly plan: RequestPlan,
    private readonly voice: RequestVoice,
    /** Aborted when the request is over, however. */
    private readonly over: Abortable,
    private readonly keepsText: () => boolean,
  ) {
    this.takesFormat = plan.model.takesResponseFormat && !refusing.has(plan.model);
  }

  private isOver(): boolean {
    return this.over.aborted;
  }

  /** What is open of the answer ends here. */
  cut(): void {
    this.fields?.cut();
  }

  /** Rejects with what went wrong last. */
  async run(): Promise<Answer> {
    const { plan, voice } = this;
    const { agent, model, contract, settings, limits } = plan;
    if (voice.meets(RequestStarted)) {
      const { provider, model: name } = model;
      const started = await voice.say(
        new RequestStarted(voice.next(), agent, provider, name, contract?.jsonSchema, settings()),
      );
      if (started === undefined) throw suppressed("The request");
      voice.cause = started;
    }
    const startedAt = currentClock().now();
    const corrections: FailedAttempt[] = [];
    let reason: AttemptReason = "first";
    for (let tries = 1; !this.isOver();) {
      voice.attempt++;
      const formatted = this.takesFormat && contract?.jsonSchema !== undefined;
      const failure = await this.send(reason, corrections, formatted);
      const attempt = this.attempt as Attempt;
      this.total = addUsage(this.total, attempt.usage);
      if (this.isOver()) break;
      if (plan.tellsUsage) await this.tellUsage(attempt);
      if (failure) {
        const { error } = failure;
        if (formatted && refusesFormat(error)) {
          this.takesFormat = false;
          refusing.add(model);
          reason = await this.supersede("without-response-format", error, 0);
          continue;
        }
        const elapsedMs = currentClock().now() - startedAt;
        const delayMs = nextDelay({ attempt: tries++, error, policy: limits.retry, elapsedMs });
        if (delayMs === undefined) throw error;
        reason = await this.supersede("retry", error, delayMs);
        continue;
      }
      tries = 1;
      const judgement = await judgeAnswer(plan, attempt, voice.attempt, this.over);
      if (this.isOver()) break;
      if (judgement.ok) return await this.accept(attempt, judgement.data);
      const willRetry = corrections.length < limits.corrections;
      await voice.say(new OutputRejected(voice.next(), judgement.issues, willRetry));
      const error = rejection(judgement, attempt, voice.attempt);
      if (!willRetry) throw error;
      corrections.push(judgement.told);
      reason = await this.supersede("correction", error, 0);
    }
    throw new MillraceError("ABORTED", `Request ${voice.requestId} is over.`); // nobody hears of it
  }

  // One attempt. What the model throws is an answer here, what an interrupter throws is not.
  private async send(
    reason: AttemptReason,
    corrections: readonly FailedAttempt[],
    formatted: boolean,
  ): Promise<{ readonly error: unknown } | undefined> {
    const { plan, voice } = this;
    const { contract, model } = plan;
    const prompt = plan.prompt({
      // A format says what the shape is; a model that has not kept to it is told in words as well.
      output: contract && (!formatted || corrections.length > 0) ? describeContract(contract) : undefined,
      correction: corrections.length > 0 ? describeCorrections(corrections) : undefined,
    });
    const messages = await this.tellPrompt(prompt);
    const { options } = plan;
    const call = await this.tellAttempt(reason, this.callOf(messages, options, formatted), options);
    const fields = (this.fields =
      contract === undefined || contract.isText
        ? undefined
        : new FieldTeller(voice, { root: contract.rootKind, accepts: (value) => contract.expects(value) }));
    if (fields && voice.attempt > 1) await voice.say(new FieldReset(voice.next(), ROOT, "superseded"));
    const attempt = (this.attempt = new Attempt(voice, fields, plan.echo, this.keepsText, () => this.isOver()));
    return attempt.run(model, call);
  }

  // Each of these is made where anybody would meet it, and costs nothing elsewhere.
  private async tellPrompt(prompt: RenderedPrompt): Promise<ModelCall["messages"]> {
    const { voice } = this;
    if (!voice.meets(PromptBuilt)) return prompt.messages;
    const built = await voice.say(new PromptBuilt(voice.next(), prompt.messages, prompt.sections, prompt.tokens));
    if (built === undefined) throw suppressed("The prompt");
    return built.messages;
  }

  private async tellAttempt(
    reason: AttemptReason,
    call: ModelCall,
    options: RequestPlan["options"],
  ): Promise<ModelCall> {
    const { voice } = this;
    if (!voice.meets(AttemptStarted)) return call;
    const { url, body } = this.plan.model.describe(call);
    const started = await voice.say(new AttemptStarted(voice.next(), reason, call.messages, options, url, body));
    if (started === undefined) throw suppressed("The attempt");
    voice.cause = started;
    return { ...call, messages: started.messages, options: started.options };
  }

  private async tellUsage({ usage, finishReason, modelName }: Attempt): Promise<void> {
    const { agent, model } = this.plan;
    const about = { provider: model.provider, model: modelName ?? model.model, label: agent };
    await this.voice.say(new UsageEvent(this.voice.next(), usage, this.total, finishReason, about));
  }

  private callOf(messages: ModelCall["messages"], options: RequestPlan["options"], formatted: boolean): ModelCall {
    const { contract, tools, toolChoice, timeouts, streaming } = this.plan;
    const { over } = this;
    return {
      messages,
      options,
      stream: streaming,
      get signal() {
        return over.signal;
      },
      ...(tools.length > 0 ? { tools } : {}),
      ...(toolChoice === undefined ? {} : { toolChoice }),
      ...(timeouts === undefined ? {} : { timeouts }),
      ...(formatted ? { responseFormat: { name: "answer", schema: contract?.jsonSchema ?? {} } } : {}),
    };
  }

  // What the attempt has said holds no more. Waits as long as it has to.
  private async supersede<R extends Exclude<AttemptReason, "first">>(
    reason: R,
    error: unknown,
    delayMs: number,
  ): Promise<R> {
    const { voice } = this;
    const said = await voice.say(
      new AttemptSuperseded(voice.next(), reason, summary(error), voice.attempt + 1, delayMs),
    );
    if (said === undefined) throw error;
    voice.cause = said;
    if (delayMs > 0) await this.sleep(delayMs);
    return reason;
  }

  private sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = currentClock().schedule(delayMs, () => {
        unfollow();
        resolve();
      });
      const unfollow = onAbort(this.over.signal, () => {
        timer[Symbol.dispose]();
        resolve();
      });
    });
  }

  private async accept(attempt: Attempt, data: unknown): Promise<Answer> {
    const { voice } = this;
    const { toolCalls, finishReason, answerId, modelName } = attempt;
    const isKept = this.keepsText();
    const [text, reasoning] = isKept ? [attempt.text, attempt.reasoning] : [];
    const accepted = isKept ? data : undefined; // nobody has asked for it: it is the text
    if (voice.meets(OutputAccepted)) await voice.say(new OutputAccepted(voice.next(), text, accepted));
    const { total: usage } = this;
    return {
      text,
      data: accepted,
      reasoning,
      toolCalls,
      usage,
      finishReason,
      attempts: voice.attempt,
      answerId,
      modelName,
    };
  }
}

function refusesFormat(error: unknown): boolean {
  return MillraceError.is(error, "MODEL_FAILED") && error.details["rejected"] === "responseFormat";
}

function summary(error: unknown): { readonly code: string | undefined; readonly message: string } {
  const message = error instanceof Error ? error.message : String(error);
  return { code: MillraceError.is(error) ? error.code : undefined, message };
}

function suppressed(what: string): MillraceError {
  return new MillraceError("REQUEST_SUPPRESSED", `${what} was suppressed by an interrupter.`);
}

function rejection({ issues, truncated, cause }: Rejected, { text }: Attempt, attempts: number): MillraceError {
  const list = issues.map(({ path, message }) => `\n  ${path === "" ? "the answer" : path}: ${message}`).join("");
  const tries = attempts === 1 ? "" : ` after ${String(attempts)} attempts`;
  return new MillraceError(
    truncated ? "OUTPUT_TRUNCATED" : "OUTPUT_INVALID",
    `The answer does not fit what was asked for${tries}:${list}`,
    { details: { issues, text, attempts }, ...(cause === undefined ? {} : { cause }) },
  );
}
