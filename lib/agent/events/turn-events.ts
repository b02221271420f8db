// The life of a turn: transient notices; what was said and done is in the other events.
import { BaseEvent } from "../../event/base-event.js";
import type { AgentTags } from "./agent-tags.js";

/** The base of the notices of turns. */
export abstract class TurnEvent extends BaseEvent implements AgentTags {
  static readonly interruptible: boolean = false;
  static readonly transient = true;
  readonly agent: string;
  readonly turn: string;
  readonly conversation: string | undefined;

  constructor({ agent, turn, conversation }: AgentTags & { readonly agent: string; readonly turn: string }) {
    super();
    this.agent = agent;
    this.turn = turn;
    this.conversation = conversation;
  }
}

type Tags = ConstructorParameters<typeof TurnEvent>[0];

/** A turn begins: its observers listen, and nothing has been sent yet. */
export class TurnStarted extends TurnEvent {
  static readonly type = "turn.started";
}

/** A turn has its answer. Of the three ends there is exactly one, and it is the last event of the turn. */
export class TurnCompleted extends TurnEvent {
  static readonly type = "turn.completed";
}

/** A turn has failed; `ask` rejects with `error`. */
export class TurnFailed extends TurnEvent {
  static readonly type = "turn.failed";

  constructor(
    tags: Tags,
    readonly error: unknown,
  ) {
    super(tags);
  }
}

/** A turn was given up; `ask` rejects with ABORTED. */
export class TurnCancelled extends TurnEvent {
  static readonly type = "turn.cancelled";

  constructor(
    tags: Tags,
    readonly reason: unknown,
  ) {
    super(tags);
  }
}

/** A message came in for a turn that is under way; it is sent as a `ModelRequest` before the next call of the model. */
export class MessageEnqueued extends TurnEvent {
  static readonly type = "turn.message-enqueued";

  constructor(
    tags: Tags,
    readonly content: string,
  ) {
    super(tags);
  }
}
