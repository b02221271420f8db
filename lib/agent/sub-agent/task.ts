// One task: a child is asked in a conversation of its own, and what becomes of that is told on the stream above.
import { randomUUID } from "node:crypto";
import { MillraceError } from "../../errors/millrace-error.js";
import { announce, isHeard, reportTo } from "../../stream/announce.js";
import type { BaseEvent } from "../../event/base-event.js";
import type { Context, OwnedContext } from "../../stream/context.js";
import { onAbort } from "../../stream/on-abort.js";
import type { Stream } from "../../stream/stream.js";
import type { TurnOptions } from "../agent-options.js";
import type { AgentReply } from "../agent-reply.js";
import type { AgentTags } from "../events/agent-tags.js";
import { ChildEvent, TaskCompleted, TaskFailed, TaskStarted } from "../events/task-events.js";
import { UsageEvent } from "../request/request-events.js";
import type { AgentRun } from "../turn/agent-run.js";
import { endsTurn } from "../turn/ends-turn.js";
import { askParent } from "./ask-parent.js";
import { childEventOf, type FollowedChild, followChild } from "./follow-child.js";
import { streamOf, type TaskStream } from "./task-stream.js";
import { levelBelow, levelVariables, TaskVariables, type VariableSharing } from "./task-variables.js";

/** What a model gives an agent to do. */
export interface TaskInput {
  readonly objective: string;
  readonly context?: string | undefined;
}

/** Where the conversation of a task takes place, and where it comes from. */
export interface TaskPlace {
  readonly stream: Stream;
  readonly parent: Context;
}

/** The turn of a task, not begun yet. */
export interface TaskTurn {
  readonly run: AgentRun<AgentReply<unknown>>;
  readonly context: OwnedContext;
}

/** The agent that is asked, as far as tasks know it. */
export interface ChildAgent {
  readonly name: string;
  /** True where it knows whom to ask. */
  readonly hasHumanInput: boolean;
  begin(message: string, place: TaskPlace, options: TurnOptions): TaskTurn;
}

/** What tasks of one tool have in common. */
export interface TaskPlan {
  readonly stream: TaskStream | undefined;
  readonly variables: VariableSharing;
  readonly forward: boolean | undefined;
  readonly maxDepth: number;
}

/**
 * Runs a task and resolves with what the child's answer comes to. On the stream above: TaskStarted, UsageEvent,
 * then TaskCompleted or TaskFailed; all of them caused by the call.
 *
 * @throws TASK_TOO_DEEP, TASK_CONFLICT, CALLS_UNANSWERED, OPTION_INVALID, and what the child's turn throws.
 */
export async function runTask(child: ChildAgent, plan: TaskPlan, task: TaskInput, parent: Context): Promise<unknown> {
  const level = levelBelow(parent, child.name, plan.maxDepth, plan.forward);
  const stream = await streamOf(plan.stream, parent, child.name);
  const notes = new TaskNotes(parent, child.name, task.objective, stream.id);
  await notes.started();
  const over = new AbortController();
  let followed: FollowedChild | undefined;
  let unfollow: (() => void) | undefined;
  let context: OwnedContext | undefined;
  try {
    const humanInput = child.hasHumanInput ? {} : { humanInput: askParent(parent, over.signal) };
    const options = { variables: levelVariables(level), ...humanInput };
    const turn = child.begin(messageOf(task), { stream, parent }, options);
    context = turn.context;
    const variables = new TaskVariables(parent.variables, context.variables);
    followed = followChild({ stream, turn: turn.run.id, onEvent: level.forward ? notes.forward : undefined });
    const asked = turn.run.result();
    // Behind the listeners of the child: what it has used is known by then, and nothing is told after the end of the turn above.
    const { abandoned } = notes;
    const heard = followed;
    unfollow = onAbort(parent.signal, () => {
      abandoned(heard);
    });
    const { data, clientCalls } = await asked;
    if (clientCalls.length > 0) throw noClient(child.name, clientCalls);
    await variables.bringBack(plan.variables, child.name);
    await notes.completed(followed, data);
    return data;
  } catch (error) {
    await notes.failed(followed, error);
    throw error;
  } finally {
    unfollow?.();
    over.abort();
    followed?.[Symbol.dispose]();
    await context?.end();
  }
}

function messageOf({ objective, context }: TaskInput): string {
  return context === undefined || context.trim() === "" ? objective : `${objective}\n\n# Context\n\n${context}`;
}

function noClient(agent: string, calls: readonly { readonly name: string }[]): MillraceError {
  const names = calls.map(({ name }) => name).join(", ");
  return new MillraceError("CALLS_UNANSWERED", `${agent} asked its client to run ${names}, and a task has no client.`, {
    hint: "Give an agent that works as a tool no client tools.",
    details: { agent, calls: names },
  });
}

/** What is told of a task on the stream above; its end is told once. */
class TaskNotes {
  private readonly about;
  private isOver = false;

  constructor(
    private readonly parent: Context,
    agentName: string,
    objective: string,
    private readonly taskStream: string,
  ) {
    const { agent, turn, conversation } = (parent.cause ?? {}) as AgentTags;
    this.about = { taskId: randomUUID(), agentName, objective, agent, turn, conversation };
  }

  async started(): Promise<void> {
    try {
      await this.say(new TaskStarted(this.about));
    } catch (error) {
      await this.failed(undefined, error);
      throw error;
    }
  }

  readonly forward = (event: BaseEvent): void => {
    if (!this.isOver && isHeard(this.parent, ChildEvent)) {
      this.tell(childEventOf(event, this.about.agentName, this.about.taskId));
    }
  };

  async completed(child: FollowedChild, result: unknown): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    const { taskStream } = this;
    for (const usage of this.usageOf(child)) await this.say(usage);
    await this.say(new TaskCompleted({ ...this.about, result, taskStream }));
  }

  async failed(child: FollowedChild | undefined, error: unknown): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    const { taskStream } = this;
    for (const usage of this.usageOf(child)) await this.say(usage);
    await this.say(new TaskFailed({ ...this.about, error, taskStream }));
  }

  /** The turn above has ended, so that nobody waits for the task any more. */
  readonly abandoned = (child: FollowedChild): void => {
    if (this.isOver) return;
    this.isOver = true;
    const { agentName } = this.about;
    const cause: unknown = this.parent.signal.reason;
    const error = new MillraceError("ABORTED", `The task of ${agentName} was given up.`, { cause });
    for (const usage of this.usageOf(child)) this.tell(usage);
    this.tell(new TaskFailed({ ...this.about, error, taskStream: this.taskStream }));
  };

  private usageOf(child: FollowedChild | undefined): UsageEvent[] {
    const { usage } = child ?? { usage: {} };
    if (Object.keys(usage).length === 0) return [];
    const place = { requestId: this.about.taskId, attempt: 1, seq: 0 };
    return [new UsageEvent(place, usage, usage, undefined, { kind: "subtask", label: this.about.agentName })];
  }

  // What a subscriber throws is no failure of the task, to be told to a model: it ends the turn above, as everywhere.
  private async say(event: BaseEvent): Promise<void> {
    try {
      await this.parent.send(event);
    } catch (error) {
      throw endsTurn(error);
    }
  }

  private tell(event: BaseEvent): void {
    const report = (error: unknown): void => {
      reportTo(this.parent, event, "a subscriber of a task", error);
    };
    try {
      const told = announce(this.parent, event, { onFailure: report });
      if (told instanceof Promise) told.catch(report);
    } catch (error) {
      report(error); // of a stream that is closed
    }
  }
}
