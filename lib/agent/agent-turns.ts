// How an agent is asked: questions become turns of conversations, turns become replies.
import { MillraceError } from "../errors/millrace-error.js";
import type { Context } from "../stream/context.js";
import { checkCount } from "../primitives/check-count.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import type { LanguageModel } from "../model/language-model.js";
import { type AgentMessage, inputsOf } from "./agent-message.js";
import { type AskOptions, OPTION_NAMES, type TurnOptions } from "./agent-options.js";
import { Conversation, type ConversationPlace } from "./conversation/conversation.js";
import { bindAgentEvents } from "./events/agent-events.js";
import { ModelRequest } from "./events/model-events.js";
import type { ChildAgent, TaskTurn } from "./sub-agent/task.js";
import { AgentReply, type Continuation } from "./agent-reply.js";
import { makeCheckpoint, takeUp } from "./conversation/checkpoint.js";
import { ResumedConversation, type ResumeOptions } from "./resumed-conversation.js";
import type { Stream } from "../stream/stream.js";
import { AgentRun } from "./turn/agent-run.js";
import { type AgentKit, planTurn } from "./turn/plan-turn.js";
import { turnId, type TurnStart } from "./turn/turn.js";

type Reply = AgentReply<never, never>;
type Start = AgentMessage | Extract<TurnStart, { results: unknown }>;

/** The first turn of a conversation. Throws OPTION_INVALID, and as `planTurn`. */
export function beginRun(kit: AgentKit, message: AgentMessage, options: AskOptions): AgentRun<Reply> {
  refuseUnknown("ask", options, OPTION_NAMES.ask);
  const { stream, context, container, dependencies, ...turn } = options;
  const place = { context, stream: stream ?? kit.options.stream };
  const conversation = open(kit, place, { variables: turn.variables, dependencies, container });
  return makeRun(kit, conversation, undefined, message, turn, true);
}

/** The agent as one that does tasks of others. */
export function childOf(kit: AgentKit): ChildAgent {
  return {
    name: kit.name,
    hasHumanInput: kit.options.humanInput !== undefined,
    begin(message, place, turn): TaskTurn {
      const conversation = open(kit, place, { variables: turn.variables });
      return { run: makeRun(kit, conversation, undefined, message, turn, true), context: conversation.context };
    },
  };
}

function open(
  { options: own }: AgentKit,
  place: ConversationPlace,
  given: { readonly [K in "variables" | "dependencies" | "container"]?: AskOptions[K] | undefined },
): Conversation {
  bindAgentEvents();
  checkPlace(place);
  return new Conversation(place, {
    variables: { ...own.variables, ...given.variables },
    dependencies: { ...own.dependencies, ...given.dependencies },
    container: given.container ?? own.container,
  });
}

function makeRun(
  kit: AgentKit,
  conversation: Conversation,
  earlierModel: LanguageModel | undefined,
  message: Start,
  options: TurnOptions,
  isFirst: boolean,
): AgentRun<Reply> {
  refuseUnknown("ask", options, OPTION_NAMES.turn);
  const plan = planTurn(kit, options, earlierModel);
  const turn = turnId();
  const { id } = conversation;
  const tags = { agent: kit.name, turn, ...(id === undefined ? {} : { conversation: id }) };
  if (!isFirst)
    for (const [name, value] of Object.entries(options.variables ?? {}))
      conversation.context.variables.set(name, value);
  const start: TurnStart = isResumed(message)
    ? { results: message.results.map((result) => result.with(tags)) }
    : {
        request: new ModelRequest({ inputs: inputsOf(message), ...tags }),
        prompt: options.prompt === undefined ? undefined : plan.prompt,
      };
  return new AgentRun<Reply>({
    id: turn,
    plan,
    conversation,
    start,
    tags,
    signal: options.signal,
    isFirst,
    replyOf: (outcome) => new AgentReply(outcome, continuation(kit, conversation, options.model ?? earlierModel)),
  });
}

function isResumed(message: Start): message is Extract<Start, { results: unknown }> {
  return typeof message === "object" && (message as Start | null) !== null && "results" in message;
}

function continuation(kit: AgentKit, conversation: Conversation, model: LanguageModel | undefined): Continuation {
  return {
    conversation,
    run: (next, more) => makeRun(kit, conversation, model, next, more, false),
    checkpoint: (options) => makeCheckpoint(kit.name, conversation, options),
  };
}

/** Takes a conversation up from a checkpoint. Rejects with OPTION_INVALID, and as `takeUp`. */
export async function resumeConversation(
  kit: AgentKit,
  stream: Stream,
  options: ResumeOptions,
): Promise<ResumedConversation<never>> {
  refuseUnknown("resume", options, ["at", "from", "variables", "dependencies", "container"]);
  const { at, from = kit.name, variables = {}, dependencies, container } = options;
  if (typeof at === "number") checkCount("at", at, 1);
  const { options: own } = kit;
  // Its variables are those of the checkpoint, with these around them.
  const conversation = open({ ...kit, options: { ...own, variables: {} } }, { stream }, { dependencies, container });
  const brought = { agent: own.variables ?? {}, given: variables };
  const checkpoint = await takeUp({ agent: from, at }, conversation, brought);
  return new ResumedConversation(checkpoint, continuation(kit, conversation, undefined));
}

// Here, and not deep inside of the first turn.
function checkPlace({ stream, context }: ConversationPlace): void {
  const wrong =
    stream !== undefined && typeof (stream as Partial<Stream>).context !== "function" ? "stream" : undefined;
  const isNoContext = context !== undefined && typeof (context as Partial<Context>).send !== "function";
  const option = wrong ?? (isNoContext ? "context" : undefined);
  if (option === undefined) return;
  throw new MillraceError("OPTION_INVALID", `An agent was asked with a ${option} that is none.`, {
    hint:
      option === "stream"
        ? "Pass the stream itself, not a view of it."
        : "Pass what stream.context() made, or data.context.",
  });
}
