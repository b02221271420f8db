// What a turn has of its conversation's context, and what its observers hear of a stream that others share.
import { SharedScope } from "../../stream/context-scope.js";
import { type Context, StreamContext } from "../../stream/context.js";
import type { Abortable } from "../../primitives/lazy-abort.js";
import type { Conversation } from "../conversation/conversation.js";
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

/** On a stream that conversations share, an observer hears its own and what belongs to none. */
export function ownEvents(conversation: string, handler: TurnPlan["observers"][number]["handler"]): typeof handler {
  return (event, context) => {
    const { conversation: whose } = event as { readonly conversation?: unknown };
    return whose === undefined || whose === conversation ? handler(event, context) : undefined;
  };
}
