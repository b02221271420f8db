// What a conversation keeps of itself beside what was said.
import { z } from "zod";
import { defineEvent } from "../../event/define-event.js";
import { agentTags } from "./agent-tags.js";

/** The version of checkpoints that is written, and the newest one that is read. */
export const CHECKPOINT_VERSION = 1;

/**
 * What is not said in a conversation and has to be known to go on with it elsewhere: made by `reply.checkpoint()`, taken up by
 * `agent.resume(stream)`. Plain data; `timestamp` says when it was made. The transcript is what stands before it in the history.
 */
export class ConversationCheckpoint extends defineEvent("conversation.checkpoint", {
  version: z.number().int().min(1).default(CHECKPOINT_VERSION),
  /** The variables of its context, by name. */
  variables: z.record(z.string(), z.unknown()),
  /** Names of variables that were left out on purpose: whoever goes on brings them. */
  without: z.array(z.string()).default([]),
  /** The system prompts, as they were written. */
  prompt: z.array(z.string()),
  ...agentTags,
}) {
  static readonly interruptible: boolean = false;
}
