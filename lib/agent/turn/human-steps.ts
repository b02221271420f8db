// Who answers for a human in a turn: the hook of the agent, behind its middleware.
import { MillraceError } from "../../errors/millrace-error.js";
import { type Context, StreamContext } from "../../stream/context.js";
import { type HumanAnswer, type HumanInput, HumanInputRequest, HumanMessage } from "../../stream/human-input.js";
import { runInside } from "../conversation/inside-turn.js";
import { compose, type Layer } from "../middleware/compose.js";
import type { Turn } from "./turn.js";
import type { TurnPlan } from "./turn-plan.js";

type Answer = HumanMessage | undefined;

/** What a turn does with questions of its context. */
export function humanInputOf({ humanInput, agent }: TurnPlan, turn: () => Turn | undefined): HumanInput {
  if (humanInput === undefined) return (request, context) => waitForSomebody(agent, request, context);
  return (request, context) => {
    const running = turn();
    if (running === undefined) return humanInput(request, context);
    const layers = layersOf(running);
    const core = async (asked: HumanInputRequest): Promise<Answer> =>
      messageOf(asked, await humanInput(asked, context));
    return runInside(running.lock, agent, () => compose(layers, context, core)(request));
  };
}

// Without a hook, the question is on the stream: somebody who listens for questions will answer, or nobody is there.
function waitForSomebody(agent: string, request: HumanInputRequest, context: Context): undefined {
  if (!(context instanceof StreamContext) || isAwaited(request, context)) return undefined;
  const { content, requestId } = request;
  throw new MillraceError("HUMAN_INPUT_MISSING", `Agent ${agent} asked "${content}", and nobody is there to answer.`, {
    details: { agent, question: content, requestId },
  });
}

// By whoever listens for questions, or for those of its own kind.
function isAwaited({ constructor }: HumanInputRequest, { host }: StreamContext): boolean {
  for (let kind: unknown = constructor; ; kind = Object.getPrototypeOf(kind)) {
    if (host.isAwaited(kind as typeof HumanInputRequest)) return true;
    if (kind === HumanInputRequest || kind === null) return false;
  }
}

function layersOf({ middleware }: Turn): Layer<HumanInputRequest, Answer>[] {
  return middleware.flatMap((owner) => {
    if (owner.onHumanInput === undefined) return [];
    return [
      async (request: HumanInputRequest, next: (request: HumanInputRequest) => Promise<Answer>, context: Context) => {
        const step = { request, next: (other = request) => next(other) };
        return messageOf(request, await owner.onHumanInput?.(step, context));
      },
    ];
  });
}

function messageOf({ requestId }: HumanInputRequest, answer: HumanAnswer): Answer {
  return typeof answer === "string" ? new HumanMessage({ content: answer, requestId }) : answer;
}
