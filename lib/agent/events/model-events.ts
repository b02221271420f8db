// What goes to a model and what comes back. After AG2's input and model events.
import { z } from "zod";
import { defineEvent } from "../../event/define-event.js";
import type { ContentPart } from "../../model/chat-message.js";
import { isContentPart } from "../../model/content-kinds.js";
import type { Usage } from "../../model/usage.js";
import { agentTags } from "./agent-tags.js";
import { ToolCalls } from "./tool-events.js";

const contentPart = z.union([
  z.string().transform((text): ContentPart => ({ type: "text", text })),
  z.custom<ContentPart>(isContentPart, { error: "is neither a text nor what image, audio or file make" }),
]);

/**
 * What the model is asked next. May be replaced by an interrupter; to suppress it ends the turn (TURN_SUPPRESSED).
 *
 * `new ModelRequest({ inputs: ["What is this?", image(bytes)] })`
 */
export class ModelRequest extends defineEvent("model.request", {
  /** Texts, given as they are, and what `image`, `audio` and `file` make. */
  inputs: z.array(contentPart),
  ...agentTags,
}) {
  /** Its texts, a line each. */
  get content(): string {
    return this.inputs.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
  }
}

/** Where in a model's answer a piece stands. */
const place = {
  /** The request that it belongs to, as its `RequestStarted` names it. */
  requestId: z.string().optional(),
  /** The attempt, from 1: when it rises, what was said before holds no more. */
  attempt: z.number().optional(),
};

/** A piece of the answer while it is written. What an interrupter puts in its place is the answer. */
export class ModelMessageChunk extends defineEvent(
  "model.message-chunk",
  { content: z.string(), ...place, ...agentTags },
  { transient: true },
) {}

/** A piece of what the model thinks aloud. The whole of it is the `reasoning` of its {@link ModelResponse}. */
export class ModelReasoning extends defineEvent(
  "model.reasoning",
  { content: z.string(), ...place, ...agentTags },
  { transient: true },
) {}

/** The whole text of an answer; not sent for an answer without text. */
export class ModelMessage extends defineEvent("model.message", { content: z.string(), ...agentTags }) {}

/** A file that a model has made. */
export interface GeneratedFile {
  readonly data: Uint8Array;
  readonly mediaType?: string;
}

/**
 * A model's answer: its text, and the calls that it asks for. May be replaced by an interrupter; to suppress it ends the
 * turn (TURN_SUPPRESSED).
 */
export class ModelResponse extends defineEvent("model.response", {
  message: z.instanceof(ModelMessage).optional(),
  toolCalls: z.instanceof(ToolCalls).default(() => new ToolCalls({})),
  usage: z.custom<Usage>().default({}),
  /** True when it ends the turn whatever it asks for: it is not a model's, but a final result or calls for a client. */
  responseForce: z.boolean().default(false),
  files: z.array(z.custom<GeneratedFile>()).default([]),
  /** What the model has thought aloud. */
  reasoning: z.string().optional(),
  model: z.string().optional(),
  provider: z.string().optional(),
  finishReason: z.string().optional(),
  ...agentTags,
}) {
  /** Its text; undefined without one. */
  get content(): string | undefined {
    return this.message?.content;
  }
}
