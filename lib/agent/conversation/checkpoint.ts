// Checkpoints: what of a conversation is not in its events, recorded as one more event, and found again.
import { MillraceError } from "../../errors/millrace-error.js";
import { decodeEvent, encodeEvent } from "../../event/event-codec.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import { sendVerdict } from "../../stream/announce.js";
import { CHECKPOINT_VERSION, ConversationCheckpoint } from "../events/conversation-events.js";
import type { Conversation } from "./conversation.js";
import { refuseReentry } from "./inside-turn.js";

/** Options of `reply.checkpoint`. */
export interface CheckpointOptions {
  /** Variables to leave out, by name: connections and the like. Whoever goes on brings them anew. */
  readonly without?: readonly string[];
}

/** Which checkpoint a conversation goes on from. */
export interface CheckpointChoice {
  /** The id of the checkpoint, or which one from the end, 1 being the last. */
  readonly at?: string | number | undefined;
  /** Whose it has to be. */
  readonly agent: string;
}

/** Variables that a conversation is taken up with, beside those of the checkpoint. */
export interface BroughtVariables {
  /** The agent's own: they stand for those that the checkpoint has left out. */
  readonly agent: Readonly<Record<string, unknown>>;
  /** Said anew: they go over those of the checkpoint. */
  readonly given: Readonly<Record<string, unknown>>;
}

/**
 * Records where a conversation stands, between its turns: who asks meanwhile is waited for. Resolves with the event.
 *
 * @throws CHECKPOINT_UNSAVABLE, HISTORY_UNAVAILABLE, TURN_REENTERED, OPTION_INVALID, and what the storage throws.
 */
export async function makeCheckpoint(
  agent: string,
  { context, id, lock, stream }: Conversation,
  options: CheckpointOptions = {},
): Promise<ConversationCheckpoint> {
  refuseUnknown("checkpoint", options, ["without"]);
  const { without = [] } = options;
  if (id !== undefined) {
    throw new MillraceError("CHECKPOINT_UNSAVABLE", "The conversation lives in a context and ends with it.", {
      hint: "Make checkpoints of conversations that have a stream of their own: agent.ask(…, { stream }).",
      details: { variables: [] },
    });
  }
  if (!stream.history.kept) throw new MillraceError("HISTORY_UNAVAILABLE", "This stream keeps no checkpoints.");
  refuseReentry(lock, agent, stream.id);
  const held = lock.acquire(context);
  const release = held instanceof Promise ? await held : held;
  try {
    const kept = [...context.variables].filter(([name]) => !without.includes(name));
    refuseUnsavable(kept);
    const parts = { agent, variables: Object.fromEntries(kept), without: [...without], prompt: [...context.prompt] };
    const checkpoint = copyOf(new ConversationCheckpoint(parts));
    await sendVerdict(context, checkpoint);
    return checkpoint;
  } finally {
    release();
  }
}

// All that cannot be saved in one error, by name.
function refuseUnsavable(variables: readonly (readonly [string, unknown])[]): void {
  const refused = variables.flatMap(([name, value]) => {
    if (name === "__proto__") return [{ name, why: "no variable can be saved under this name" }];
    try {
      encodeEvent(new ConversationCheckpoint({ variables: { [name]: value }, prompt: [] }));
      return [];
    } catch (error) {
      return [{ name, why: whyOf(error) }];
    }
  });
  if (refused.length === 0) return;
  const list = refused.map(({ name, why }) => `\n  ${name}: ${why}`).join("");
  throw new MillraceError("CHECKPOINT_UNSAVABLE", `Variables of the conversation cannot be saved:${list}`, {
    details: { variables: refused.map(({ name }) => name) },
  });
}

function whyOf(error: unknown): string {
  const [words = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return words.replace(/^Event "[^"]*" cannot be written: variables\.?/, "").replace(/\.$/, "");
}

/** Data of its own: what somebody does with a variable later reaches no checkpoint, and the other way round. */
function copyOf(checkpoint: ConversationCheckpoint): ConversationCheckpoint {
  return decodeEvent(encodeEvent(checkpoint)) as ConversationCheckpoint;
}

/**
 * Finds a checkpoint and takes a conversation up from it: its variables and its prompt. With `at`, what was recorded behind the
 * checkpoint is taken out of the history.
 *
 * @throws CHECKPOINT_MISSING, CHECKPOINT_MISMATCH, HISTORY_UNAVAILABLE, TURN_REENTERED, and what the storage throws.
 */
export async function takeUp(
  { agent, at }: CheckpointChoice,
  conversation: Conversation,
  brought: BroughtVariables,
): Promise<ConversationCheckpoint> {
  const { context, lock, stream } = conversation;
  refuseReentry(lock, agent, stream.id);
  const held = lock.acquire(context);
  const release = held instanceof Promise ? await held : held;
  try {
    const events = await stream.history.read();
    const checkpoints = events.filter((event) => event instanceof ConversationCheckpoint);
    const checkpoint = choose(checkpoints, { agent, at }, stream.id);
    if (at !== undefined) await stream.history.replace(events.slice(0, events.indexOf(checkpoint) + 1));
    const { variables, without, prompt } = copyOf(checkpoint);
    context.variables.clear();
    const own = Object.entries(brought.agent).filter(([name]) => without.includes(name));
    for (const [name, value] of [...own, ...Object.entries(variables), ...Object.entries(brought.given)]) {
      context.variables.set(name, value);
    }
    context.prompt.splice(0, Infinity, ...prompt);
    conversation.isPrompted = true;
    return checkpoint;
  } finally {
    release();
  }
}

function choose(
  all: readonly ConversationCheckpoint[],
  { agent, at }: CheckpointChoice,
  stream: string,
): ConversationCheckpoint {
  const own = all.filter((one) => one.agent === agent);
  const chosen = typeof at === "string" ? all.find(({ id }) => id === at) : own.at(-(at ?? 1));
  if (chosen === undefined) {
    const which =
      typeof at === "string" ? `no checkpoint "${at}"` : `no checkpoint number ${String(at ?? 1)} from the end`;
    throw new MillraceError(
      "CHECKPOINT_MISSING",
      `The history of the stream ${stream} has ${which} of agent ${agent}.`,
      {
        details: { stream, agent, at, checkpoints: all.map(({ id, agent: whose }) => ({ id, agent: whose })) },
      },
    );
  }
  const { id, version } = chosen;
  if (chosen.agent !== agent) {
    const whose = chosen.agent ?? "nobody";
    throw new MillraceError("CHECKPOINT_MISMATCH", `The checkpoint ${id} is of agent ${whose}, not of ${agent}.`, {
      hint: `To take it up all the same, say so: resume(stream, { from: ${JSON.stringify(whose)} }).`,
      details: { id, agent: chosen.agent, expected: agent },
    });
  }
  if (version > CHECKPOINT_VERSION) {
    throw new MillraceError(
      "CHECKPOINT_MISMATCH",
      `The checkpoint ${id} has version ${String(version)}, and ${String(CHECKPOINT_VERSION)} is the newest that is known here.`,
      { hint: "Go on where a newer Millrace runs.", details: { id, version, known: CHECKPOINT_VERSION } },
    );
  }
  return chosen;
}
