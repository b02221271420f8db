// What a request says while it runs, in one causally ordered log: each event names the request, its attempt and a number.
// On a stream they are events like all others; the views of a result are projections of the same log.
import { BaseEvent } from "../../event/base-event.js";
import type { ChatMessage } from "../../model/chat-message.js";
import type { OutputIssue } from "../../model/contract/output-issue.js";
import type { FinishReason } from "../../model/model-part.js";
import type { PromptSection } from "../../model/prompt/render-prompt.js";
import type { Usage } from "../../model/usage.js";

/** Where in the log of a request an event stands. */
export interface LogPlace {
  /** The id of the request. */
  readonly requestId: string;
  /** The attempt that it belongs to, counted from 1 over retries and corrections alike; 0 before the first. */
  readonly attempt: number;
  /** Its number in the request, from 1, without gaps: what is suppressed leaves its number to the next. */
  readonly seq: number;
}

/** The base of all events of requests. */
export abstract class RequestEvent extends BaseEvent implements LogPlace {
  readonly requestId: string;
  readonly attempt: number;
  readonly seq: number;

  constructor({ requestId, attempt, seq }: LogPlace) {
    super();
    this.requestId = requestId;
    this.attempt = attempt;
    this.seq = seq;
  }
}

/** A request begins. Suppressing it refuses the request before anything is sent (REQUEST_SUPPRESSED). */
export class RequestStarted extends RequestEvent {
  static readonly type = "request.started";

  constructor(
    place: LogPlace,
    /** The name of the agent that asks. */
    readonly agent: string,
    readonly provider: string,
    readonly model: string,
    /** JSON Schema of the data that is asked for; undefined for text, and where there is no schema for it. */
    readonly output: unknown,
    /** The settings that it runs with, and where each comes from; secrets are left out. */
    readonly settings: unknown,
  ) {
    super(place);
  }
}

/** The messages of an attempt are put together. May be replaced by others; suppressing it ends the request. */
export class PromptBuilt extends RequestEvent {
  static readonly type = "prompt.built";

  constructor(
    place: LogPlace,
    readonly messages: readonly ChatMessage[],
    readonly sections: readonly PromptSection[],
    /** An estimate. */
    readonly tokens: number,
  ) {
    super(place);
  }
}

/** Why an attempt is made. */
export type AttemptReason = "first" | "retry" | "correction" | "without-response-format";

/**
 * An attempt is about to be sent. May be replaced by one with other `messages` or `options`; suppressing it ends the request
 * (REQUEST_SUPPRESSED).
 */
export class AttemptStarted extends RequestEvent {
  static readonly type = "attempt.started";

  constructor(
    place: LogPlace,
    readonly reason: AttemptReason,
    readonly messages: readonly ChatMessage[],
    readonly options: Readonly<Record<string, unknown>>,
    /** What will be sent, for people to look at: no secret is in it. */
    readonly url: string | undefined,
    readonly body: unknown,
  ) {
    super(place);
  }
}

/** The attempt waits for a free place under the limits of its provider. */
export class RequestQueued extends RequestEvent {
  static readonly type = "request.queued";
  static readonly interruptible = false;

  constructor(
    place: LogPlace,
    /** From 1. */
    readonly position: number,
  ) {
    super(place);
  }
}

/** It has its place. */
export class RequestDequeued extends RequestEvent {
  static readonly type = "request.dequeued";
  static readonly interruptible = false;

  constructor(
    place: LogPlace,
    readonly waitedMs: number,
  ) {
    super(place);
  }
}

/** The server has begun to answer. */
export class AttemptHeaders extends RequestEvent {
  static readonly type = "attempt.headers";
  static readonly interruptible = false;

  constructor(
    place: LogPlace,
    readonly status: number,
    readonly latencyMs: number,
    /** What the server calls the request. */
    readonly serverId: string | undefined,
  ) {
    super(place);
  }
}

/** The first piece that says something has come: text, reasoning or a call. */
export class AttemptFirstToken extends RequestEvent {
  static readonly type = "attempt.first-token";
  static readonly interruptible = false;

  constructor(
    place: LogPlace,
    readonly latencyMs: number,
  ) {
    super(place);
  }
}

/** What {@link UsageEvent} says of where its tokens went. */
export interface UsageOrigin {
  /** Default: `model-call`. */
  readonly kind?: "model-call" | "subtask";
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  /** The name of the agent. */
  readonly label?: string | undefined;
}

/**
 * What something has cost: an attempt of a request, a call of a model in a turn, or what a sub-agent has used in all. The sum
 * of those on a stream is what was used there.
 */
export class UsageEvent extends RequestEvent implements UsageOrigin {
  static readonly type = "usage";
  static readonly interruptible = false;
  readonly kind: "model-call" | "subtask";
  readonly provider: string | undefined;
  readonly model: string | undefined;
  readonly label: string | undefined;

  constructor(
    place: LogPlace,
    readonly usage: Usage,
    /** Over all attempts of the request so far. */
    readonly total: Usage,
    readonly finishReason: FinishReason | undefined,
    { kind = "model-call", provider, model, label }: UsageOrigin = {},
  ) {
    super(place);
    this.kind = kind;
    this.provider = provider;
    this.model = model;
    this.label = label;
  }
}

/** An error as data. */
export interface ErrorSummary {
  readonly code: string | undefined;
  readonly message: string;
}

/**
 * What the attempt has said holds no more: another one follows after `delayMs`. Suppressing it lets the request fail with
 * what went wrong.
 */
export class AttemptSuperseded extends RequestEvent {
  static readonly type = "attempt.superseded";

  constructor(
    place: LogPlace,
    readonly reason: Exclude<AttemptReason, "first">,
    readonly cause: ErrorSummary,
    readonly next: number,
    readonly delayMs: number,
  ) {
    super(place);
  }
}

/** The answer does not fit what was asked for. */
export class OutputRejected extends RequestEvent {
  static readonly type = "output.rejected";
  static readonly interruptible = false;

  constructor(
    place: LogPlace,
    readonly issues: readonly OutputIssue[],
    readonly willRetry: boolean,
  ) {
    super(place);
  }
}

/** The answer is accepted: this is what every getter gives, unless whoever hears of it fails or gives the request up. */
export class OutputAccepted extends RequestEvent {
  static readonly type = "output.accepted";
  static readonly interruptible = false;

  constructor(
    place: LogPlace,
    /** Undefined, as is data that is the text, where a bounded log does not keep it. */
    readonly text: string | undefined,
    readonly data: unknown,
  ) {
    super(place);
  }
}

/** The request is over and has its answer. Of the three ends there is exactly one, and it is the last event. */
export class RequestCompleted extends RequestEvent {
  static readonly type = "request.completed";
  static readonly interruptible = false;
}

/** The request is over and has failed; every getter and reader throws `error`. */
export class RequestFailed extends RequestEvent {
  static readonly type = "request.failed";
  static readonly interruptible = false;

  constructor(
    place: LogPlace,
    readonly error: unknown,
  ) {
    super(place);
  }
}

/** The request was given up; every getter and reader throws ABORTED. */
export class RequestCancelled extends RequestEvent {
  static readonly type = "request.cancelled";
  static readonly interruptible = false;

  constructor(
    place: LogPlace,
    readonly reason: unknown,
  ) {
    super(place);
  }
}
