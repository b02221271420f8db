// What an answer consists of while it is written: pieces of the wire, of text, of reasoning, of calls.
import { type LogPlace, RequestEvent } from "./request-events.js";

/** One message of the wire, as it came. */
export class OriginalDelta extends RequestEvent {
  static readonly type = "original.delta";
  static readonly transient = true;
  static readonly interruptible = false;

  constructor(
    place: LogPlace,
    readonly data: string,
  ) {
    super(place);
  }
}

/** A piece of the answer. What takes its place is the answer; suppressed, it was never said. */
export class TextDelta extends RequestEvent {
  static readonly type = "text.delta";
  static readonly transient = true;

  constructor(
    place: LogPlace,
    readonly text: string,
  ) {
    super(place);
  }
}

/** A piece of what the model thinks aloud. */
export class ReasoningDelta extends RequestEvent {
  static readonly type = "reasoning.delta";
  static readonly transient = true;

  constructor(
    place: LogPlace,
    readonly text: string,
  ) {
    super(place);
  }
}

/** All that the model has thought aloud in an attempt; not told where that is nothing. */
export class ReasoningDone extends RequestEvent {
  static readonly type = "reasoning.done";
  static readonly interruptible = false;

  constructor(
    place: LogPlace,
    readonly text: string,
  ) {
    super(place);
  }
}

/** A piece of the arguments of a call. */
export class ToolDelta extends RequestEvent {
  static readonly type = "tool.delta";
  static readonly transient = true;

  constructor(
    place: LogPlace,
    readonly callId: string,
    readonly name: string,
    readonly delta: string,
  ) {
    super(place);
  }
}

/** The model asks for a call. */
export class ToolReady extends RequestEvent {
  static readonly type = "tool.ready";
  /** JSON text, as the model wrote it. */
  readonly arguments: string;

  constructor(
    place: LogPlace,
    readonly callId: string,
    readonly name: string,
    json: string,
    /** The arguments as data; undefined where they are no JSON. */
    readonly args: unknown,
  ) {
    super(place);
    this.arguments = json;
  }
}

/** Something of the wire could not be read and was passed over. */
export class MessageSkipped extends RequestEvent {
  static readonly type = "message.skipped";
  static readonly interruptible = false;

  constructor(
    place: LogPlace,
    readonly why: string,
    readonly data: string,
  ) {
    super(place);
  }
}
