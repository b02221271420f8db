// What an agent hands to another one, told on the stream of the one who hands it over.
import { z } from "zod";
import { BaseEvent } from "../../event/base-event.js";
import { defineEvent } from "../../event/define-event.js";
import { agentTags } from "./agent-tags.js";

const task = {
  taskId: z.string(),
  /** Who does it. */
  agentName: z.string(),
  objective: z.string(),
  ...agentTags,
};

/** A sub-agent begins. Who does not want it to suppresses the `ToolCall`; tasks themselves are observed, not interrupted. */
export class TaskStarted extends defineEvent("task.started", task) {
  static readonly interruptible = false;
}

/** A sub-agent has its answer. */
export class TaskCompleted extends defineEvent("task.completed", {
  ...task,
  /** Its text, or its data where it gives any. */
  result: z.unknown(),
  /** The id of its stream. */
  taskStream: z.string(),
}) {
  static readonly interruptible = false;
}

/** A sub-agent has failed. The one who asked it is told so, without stack traces. */
export class TaskFailed extends defineEvent("task.failed", { ...task, error: z.unknown(), taskStream: z.string() }) {
  static readonly interruptible = false;

  /** The stack of the error, for people. */
  get content(): string {
    return this.error instanceof Error ? (this.error.stack ?? String(this.error)) : String(this.error);
  }
}

/** An event of a sub-agent on the stream of the agent above, where that was asked for. */
export class ChildEvent extends BaseEvent {
  static readonly type = "task.child-event";
  static readonly interruptible = false;
  static readonly transient = true;

  constructor(
    /** The names of the sub-agents, from the one next to this stream to the one whose event it is. */
    readonly path: readonly string[],
    readonly event: BaseEvent,
    readonly taskId: string,
  ) {
    super();
  }
}
