// A conversation as plain JSON, for a file, a spec or a web page, and back.
import { MillraceError } from "../errors/millrace-error.js";
import { decodeEvent, encodeEvent, type EventJson } from "../event/event-codec.js";
import { MemoryStream, type MemoryStreamOptions } from "../stream/memory-stream.js";
import type { Stream } from "../stream/stream.js";
import { agentEvents } from "./events/agent-events.js";

/** What {@link exportConversation} gives; `JSON.stringify` makes the text. */
export interface ConversationJson {
  readonly kind: "millrace.conversation";
  readonly version: 1;
  /** The id of the stream. */
  readonly stream: string;
  /** Its history, oldest first: checkpoints, and events of your own, are among them. */
  readonly events: readonly EventJson[];
}

/**
 * The recorded past of a stream as plain JSON.
 *
 * ```ts
 * await reply.checkpoint();
 * await writeFile("talk.json", JSON.stringify(await exportConversation(reply.stream)));
 * ```
 *
 * Look through it before you give it away: everything that was said is in it, and so are variables and errors of tools.
 *
 * @throws EVENT_LOCAL, EVENT_NOT_SERIALISABLE, HISTORY_UNAVAILABLE.
 */
export async function exportConversation({ history, id }: Stream): Promise<ConversationJson> {
  const events = await history.read();
  return { kind: "millrace.conversation", version: 1, stream: id, events: events.map(encodeEvent) };
}

/**
 * A stream with the id and the past of one that {@link exportConversation} has written, from its object or its text. Events of
 * your own are told by `events`; with a `storage`, the past takes the place of what that holds under the id. It keeps all events
 * unless `retain` says otherwise.
 *
 * ```ts
 * const stream = await importConversation(await readFile("talk.json", "utf8"));
 * const conversation = await agent.resume(stream);
 * ```
 *
 * @throws CONVERSATION_INVALID, EVENT_MALFORMED, EVENT_INVALID, OPTION_INVALID.
 */
export async function importConversation(
  json: string | ConversationJson,
  options: Omit<MemoryStreamOptions, "history" | "id"> = {},
): Promise<MemoryStream> {
  const { stream: id, events } = checked(typeof json === "string" ? parsed(json) : json);
  const classes = [...agentEvents, ...(options.events ?? [])];
  const stream = new MemoryStream({ retain: Infinity, ...options, id, events: classes });
  await stream.history.replace(events.map((event) => decodeEvent(event)));
  return stream;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MillraceError("CONVERSATION_INVALID", "The text of a conversation is no JSON.", { cause });
  }
}

function checked(json: unknown): ConversationJson {
  const { kind, version, stream, events } = (json ?? {}) as Readonly<Record<string, unknown>>;
  if (kind === "millrace.conversation" && version === 1 && typeof stream === "string" && Array.isArray(events)) {
    return json as ConversationJson;
  }
  const what =
    kind === "millrace.conversation" && version !== 1
      ? `a conversation of version ${String(version)}, where 1 is the one that is known`
      : "something that is no conversation";
  throw new MillraceError("CONVERSATION_INVALID", `importConversation was given ${what}.`);
}
