// One attempt: parts of a model become events, events become the answer. What interrupters make of them is the answer.
import type { RequestedCall } from "../../model/chat-message.js";
import type { JsonOutcome } from "../../model/json/json-item.js";
import type { LanguageModel, ModelCall } from "../../model/language-model.js";
import type { FinishReason, ModelPart } from "../../model/model-part.js";
import type { Usage } from "../../model/usage.js";
import { currentClock } from "../../primitives/clock.js";
import { isThenable } from "../../primitives/thenable.js";
import {
  MessageSkipped,
  OriginalDelta,
  ReasoningDelta,
  ReasoningDone,
  TextDelta,
  ToolDelta,
  ToolReady,
} from "./answer-events.js";
import type { FieldTeller } from "./field-teller.js";
import {
  AttemptFirstToken,
  AttemptHeaders,
  type RequestEvent,
  RequestDequeued,
  RequestQueued,
} from "./request-events.js";
import type { AnswerEcho } from "./request-plan.js";
import type { RequestVoice } from "./request-voice.js";

/** What an attempt has brought so far. */
export class Attempt {
  text = "";
  reasoning = "";
  usage: Usage = {};
  finishReason: FinishReason | undefined = undefined;
  /** What the provider calls its answer and its model. */
  answerId: string | undefined = undefined;
  modelName: string | undefined = undefined;
  readonly toolCalls: RequestedCall[] = [];
  /** What became of the text as JSON; undefined where nobody asks for that. */
  outcome: JsonOutcome | undefined = undefined;
  private startedAt = 0;
  private hasSpoken = false;

  constructor(
    private readonly voice: RequestVoice,
    private readonly fields: FieldTeller | undefined,
    private readonly echo: AnswerEcho | undefined,
    /** False where nobody will ask for the text: it may be longer than memory. */
    private readonly keepsText: () => boolean,
    private readonly isOver: () => boolean,
  ) {}

  /** Sends the call and takes everything in. Resolves with what the model has thrown; rejects with what anybody else does. */
  async run(model: LanguageModel, call: ModelCall): Promise<{ readonly error: unknown } | undefined> {
    this.startedAt = currentClock().now();
    let failure: { readonly error: unknown } | undefined;
    let isTaking = false;
    try {
      for await (const part of model.stream(call)) {
        if (this.isOver()) return undefined;
        isTaking = true;
        const taking = this.take(part);
        if (taking !== undefined) await taking;
        isTaking = false;
      }
    } catch (error) {
      if (isTaking) throw error;
      failure = { error };
    }
    if (!this.isOver()) await this.end();
    return failure;
  }

  // What was open ends with the attempt, whatever became of it.
  private async end(): Promise<void> {
    if (this.reasoning !== "" && this.voice.meets(ReasoningDone))
      await this.voice.say(new ReasoningDone(this.voice.next(), this.reasoning));
    this.outcome = await this.fields?.end();
  }

  private take(part: ModelPart): void | Promise<void> {
    const { voice } = this;
    switch (part.kind) {
      case "text":
        this.spoke();
        if (!voice.meets(TextDelta)) return this.say(part.text);
        return this.then(voice.say(new TextDelta(voice.next(), part.text)), ({ text }) => this.say(text));
      case "original":
        if (!voice.meets(OriginalDelta)) return;
        return this.then(voice.say(new OriginalDelta(voice.next(), part.data)));
      case "reasoning":
        this.spoke();
        return this.then(voice.say(new ReasoningDelta(voice.next(), part.text)), ({ text }) => this.think(text));
      case "tool-delta":
        this.spoke();
        return this.then(voice.say(new ToolDelta(voice.next(), part.callId, part.name, part.delta)));
      case "tool-ready":
        this.spoke();
        return this.then(
          voice.say(new ToolReady(voice.next(), part.callId, part.name, part.arguments, parsed(part.arguments))),
          ({ callId, name, arguments: json }) => void this.toolCalls.push({ callId, name, arguments: json }),
        );
      case "usage":
        this.usage = part.usage;
        return;
      case "finish":
        this.finishReason = part.reason;
        return;
      case "meta":
        this.answerId ??= part.id;
        this.modelName ??= part.model;
        return;
      default:
        return this.then(voice.say(this.noticeOf(part)));
    }
  }

  private noticeOf(part: Extract<ModelPart, { kind: "queued" | "dequeued" | "headers" | "skipped" }>): RequestEvent {
    const place = this.voice.next();
    switch (part.kind) {
      case "queued":
        return new RequestQueued(place, part.position);
      case "dequeued":
        return new RequestDequeued(place, part.waitedMs);
      case "headers":
        return new AttemptHeaders(place, part.status, part.latencyMs, part.requestId);
      case "skipped":
        return new MessageSkipped(place, part.why, part.data);
    }
  }

  private say(text: string): void | Promise<void> {
    if (this.echo === undefined) return this.add(text);
    return this.then(this.echo.text(text, this.voice.attempt), (said) => this.add(said));
  }

  private think(text: string): void | Promise<void> {
    const keep = (thought: string): void => {
      if (this.keepsText()) this.reasoning += thought;
    };
    if (this.echo === undefined) {
      keep(text);
      return;
    }
    return this.then(this.echo.reasoning(text, this.voice.attempt), keep);
  }

  private add(text: string): void | Promise<void> {
    if (this.keepsText()) this.text += text;
    return this.fields?.write(text);
  }

  private spoke(): void {
    if (this.hasSpoken) return;
    this.hasSpoken = true;
    if (!this.voice.meets(AttemptFirstToken)) return;
    void this.voice.say(new AttemptFirstToken(this.voice.next(), currentClock().now() - this.startedAt));
  }

  // Goes on with what has become of an event, at once where that is known.
  private then<T extends RequestEvent | string>(
    said: T | undefined | Promise<T | undefined>,
    use: (said: T) => void | Promise<void> = () => undefined,
  ): void | Promise<void> {
    if (isThenable(said)) return said.then((event) => (event === undefined ? undefined : use(event)));
    return said === undefined ? undefined : use(said);
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json === "" ? "{}" : json) as unknown;
  } catch {
    return undefined;
  }
}
