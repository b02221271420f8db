// Whose an event is: what the events of agents say of themselves beside their content.
import { z } from "zod";

/** Fields of every event of an agent's turn. Left out in events that people make themselves. */
export const agentTags = {
  /** The name of the agent. */
  agent: z.string().optional(),
  /** The turn: from one question to its answer. */
  turn: z.string().optional(),
  /**
   * The conversation, where it shares its stream with others. Undefined: the stream's own, whose transcript is its history.
   */
  conversation: z.string().optional(),
};

/** Who speaks, as {@link agentTags} say it. */
export interface AgentTags {
  readonly agent?: string | undefined;
  readonly turn?: string | undefined;
  readonly conversation?: string | undefined;
}
