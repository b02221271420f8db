// One call of the model in a turn, by the engine of requests: tries, corrections, tokens as events.
import { MillraceError } from "../../errors/millrace-error.js";
import type { BaseEvent } from "../../event/base-event.js";
import { withWords, EMPTY_SLOTS } from "../../model/prompt/prompt-slots.js";
import { type RenderedPrompt, renderPrompt } from "../../model/prompt/render-prompt.js";
import { type Abortable, LazyAbort } from "../../primitives/lazy-abort.js";
import { announce, isHeard } from "../../stream/announce.js";
import type { Context } from "../../stream/context.js";
import type { AgentTags } from "../events/agent-tags.js";
import { ModelMessageChunk, ModelReasoning } from "../events/model-events.js";
import type { ModelInput } from "../middleware/middleware.js";
import { type Answer, Asking } from "../request/asking.js";
import { RequestCancelled, RequestCompleted, RequestFailed } from "../request/request-events.js";
import type { AnswerEcho, PromptWords, RequestPlan } from "../request/request-plan.js";
import { RequestVoice } from "../request/request-voice.js";
import type { TurnPlan } from "./turn-plan.js";
import type { TurnVoice } from "./turn-voice.js";

/** Who calls, and where that is told. */
export interface ModelCaller {
  readonly plan: TurnPlan;
  readonly context: Context;
  readonly tags: AgentTags;
  readonly voice: TurnVoice;
  /** A subscriber of what is told without waiting has failed. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Calls the model. The events of the request are told to those who listen, and not recorded: what a conversation keeps are
 * its own events. Rejects with what the model throws, OUTPUT_INVALID, OUTPUT_TRUNCATED.
 */
export async function callModel(caller: ModelCaller, input: ModelInput, requestId: string): Promise<Answer> {
  const { context, onFailure } = caller;
  const over = new LazyAbort();
  const voice = new RequestVoice(requestId, undefined, context, onFailure, false);
  const asking = new Asking(requestPlan(caller, input, requestId, over), voice, over, () => true);
  // At once: the end of the turn is the last that is heard of it.
  const stop = caller.voice.onCut((reason) => {
    over.abort(reason);
    asking.cut();
    voice.conclude(new RequestCancelled(voice.next(), reason));
  });
  try {
    const answer = await asking.run();
    if (voice.meets(RequestCompleted)) voice.conclude(new RequestCompleted(voice.next()));
    return answer;
  } catch (error) {
    if (!over.aborted) {
      asking.cut();
      voice.conclude(new RequestFailed(voice.next(), error));
    }
    throw error;
  } finally {
    stop();
  }
}

function requestPlan(
  caller: ModelCaller,
  { messages, tools, options }: ModelInput,
  requestId: string,
  over: Abortable,
): RequestPlan {
  const { plan, context } = caller;
  const { agent, model, contract, toolChoice, timeouts, streaming, retry, corrections, settings } = plan;
  return {
    agent,
    model,
    prompt: (words) => promptOf(messages, words),
    contract,
    validators: [],
    options,
    tools,
    toolChoice: tools.length > 0 ? toolChoice : undefined,
    timeouts,
    streaming,
    limits: { retry, corrections, timeoutMs: Infinity },
    retain: 0,
    onEarlyBreak: "continue",
    onRestart: "marker",
    settings,
    tellsUsage: false,
    echo: echoOf(caller, requestId, over),
    context,
    stream: undefined,
    signal: undefined,
  };
}

// The transcript as it is; what the engine has to say stands behind it.
function promptOf(messages: ModelInput["messages"], words: PromptWords): RenderedPrompt {
  if (messages.length === 0) {
    throw new MillraceError("PROMPT_EMPTY", "A model was asked nothing: the conversation has no messages.");
  }
  if (words.output !== undefined || words.correction !== undefined) {
    return renderPrompt(withWords({ ...EMPTY_SLOTS, history: messages }, words));
  }
  return {
    messages: messages,
    get sections() {
      return renderPrompt({ ...EMPTY_SLOTS, history: messages }).sections;
    },
    get tokens() {
      return renderPrompt({ ...EMPTY_SLOTS, history: messages }).tokens;
    },
  };
}

// What is written is told piece by piece, where anybody listens.
function echoOf({ context, tags, onFailure }: ModelCaller, requestId: string, over: Abortable): AnswerEcho {
  const admit = (): boolean => !over.aborted;
  const say = (
    constructor: typeof ModelMessageChunk | typeof ModelReasoning,
    content: string,
    attempt: number,
  ): string | undefined | Promise<string | undefined> => {
    if (!isHeard(context, constructor)) return content;
    const textOf = (verdict: BaseEvent | null): string | undefined =>
      verdict instanceof constructor ? verdict.content : undefined;
    const told = announce(context, new constructor({ content, requestId, attempt, ...tags }), { onFailure, admit });
    return told instanceof Promise ? told.then(textOf) : textOf(told);
  };
  return {
    text: (text, attempt) => say(ModelMessageChunk, text, attempt),
    reasoning: (text, attempt) => say(ModelReasoning, text, attempt),
  };
}
