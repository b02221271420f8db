// What the stream of a child tells while its task runs: how much it uses, and, where that was asked for, everything.
import type { BaseEvent } from "../../event/base-event.js";
import { filterOf } from "../../filter/where.js";
import { addUsage, type Usage } from "../../model/usage.js";
import { coreOf } from "../../stream/stream-view.js";
import type { Stream } from "../../stream/stream.js";
import { ChildEvent } from "../events/task-events.js";
import { TurnCancelled, TurnCompleted, TurnEvent, TurnFailed, TurnStarted } from "../events/turn-events.js";
import { UsageEvent } from "../request/request-events.js";

/** The sum of what a child uses, as far as it is known. Disposed, it hears no more. */
export interface FollowedChild extends Disposable {
  readonly usage: Usage;
}

/** Whom to follow, and what to do with its events. */
export interface FollowOptions {
  readonly stream: Stream;
  /** The id of its turn. */
  readonly turn: string;
  /** Hears of each event, transient ones included, in causal order. */
  readonly onEvent: ((event: BaseEvent) => void) | undefined;
}

/**
 * Follows a child from the start of its turn to the end of it. What else is told on its stream before or after, by the task that
 * it waits for say, is none of its own.
 */
export function followChild({ stream, turn, onEvent }: FollowOptions): FollowedChild {
  let usage: Usage = {};
  let isRunning = false;
  const hear = (event: BaseEvent): void => {
    const isOwn = event instanceof TurnEvent && event.turn === turn;
    if (isOwn && event instanceof TurnStarted) isRunning = true;
    if (!isRunning) return;
    if (event instanceof UsageEvent) usage = addUsage(usage, event.usage);
    onEvent?.(event);
    if (isOwn && isEnd(event)) isRunning = false;
  };
  const filter = onEvent === undefined ? filterOf([UsageEvent.or(TurnEvent)]) : undefined;
  const listening = coreOf(stream).observe(filter, hear, () => undefined, "sub-agent");
  return {
    get usage() {
      return usage;
    },
    [Symbol.dispose]() {
      listening.end("its task is over");
    },
  };
}

/** An event as it is told above: with the name of the child before those of its own children. */
export function childEventOf(event: BaseEvent, agent: string, taskId: string): ChildEvent {
  if (event instanceof ChildEvent) return new ChildEvent([agent, ...event.path], event.event, event.taskId);
  return new ChildEvent([agent], event, taskId);
}

function isEnd(event: TurnEvent): boolean {
  return event instanceof TurnCompleted || event instanceof TurnFailed || event instanceof TurnCancelled;
}
