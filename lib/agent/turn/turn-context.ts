// What a turn has of its conversation's context, and what its observers hear of a stream that others share.
import { SharedScope } from "../../stream/context-scope.js";
import { type Context, StreamContext } from "../../stream/context.js";
import type { Abortable } from "../../primitives/lazy-abort.js";
import type { Conversation } from "../conversation/conversation.js";
import { callInside } from "../conversation/inside-turn.js";
import type { Handler } from "../../stream/subscription.js";
import { humanInputOf } from "./human-steps.js";
import type { Turn } from "./turn.js";
import type { TurnPlan } from "./turn-plan.js";

/** The context of a turn: that of its conversation with its own signal, and who answers for a human. */
export function turnContext(
  { context }: Conversation,
  plan: TurnPlan,
  over: Abortable,
  turn: () => Turn | undefined,
): Context {
  if (!(context instanceof StreamContext)) return context;
  const humanInput = humanInputOf(plan, turn);
  return context.derive({ scope: new SharedScope(context.scope, { over, humanInput }) });
}

/**
 * An observer as it is called: as part of the turn, and, on a stream that conversations share, with its own events and those
 * that belong to none.
 */
export function observing({ id, lock }: Conversation, agent: string, handler: Handler): Handler {
  return (event, context) => {
    const { conversation } = event as { readonly conversation?: unknown };
    if (id !== undefined && conversation !== undefined && conversation !== id) return undefined;
    return callInside(lock, agent, handler, () => handler(event, context));
  };
}
