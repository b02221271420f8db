// Where a task takes place: a stream of its own, one that is given, or one that is kept for the conversation above.
import { MillraceError } from "../../errors/millrace-error.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { Context } from "../../stream/context.js";
import { MemoryStream, type MemoryStreamOptions } from "../../stream/memory-stream.js";
import { StreamView } from "../../stream/stream-view.js";
import type { Stream } from "../../stream/stream.js";
import type { AgentTags } from "../events/agent-tags.js";

/** Gives the stream of a task, from the context of the call that begins it. */
export type TaskStreamFactory = (context: Context, agent: string) => Stream | PromiseLike<Stream>;

/** Where tasks take place. */
export type TaskStream = Stream | TaskStreamFactory;

/** Refuses what can be no source of streams, when the tool is made. Throws OPTION_INVALID. */
export function checkStreamSource(source: unknown): void {
  if (source === undefined || typeof source === "function" || isStream(source)) return;
  throw noStream("The option stream of asTool", source);
}

/** The stream of one task. Throws OPTION_INVALID for a factory that gives none, and what it throws. */
export async function streamOf(source: TaskStream | undefined, context: Context, agent: string): Promise<Stream> {
  if (source === undefined) return new MemoryStream({ retain: Infinity });
  if (typeof source !== "function") return source;
  const stream: unknown = await source(context, agent);
  if (isStream(stream)) return stream;
  throw noStream(`The function that gives the stream of ${agent}`, stream);
}

/**
 * A stream for each agent that is kept over all tasks of one conversation: the child knows what was said in its earlier tasks.
 * Two tasks at once follow one another. `storage` is where it is recorded, under the id of the stream above and the name of the
 * agent; default: in memory.
 *
 * ```ts
 * const tools = [critic.asTool({ description: "Judges drafts.", stream: persistentStream() })];
 * ```
 *
 * @throws OPTION_INVALID.
 */
export function persistentStream(options: Pick<MemoryStreamOptions, "storage" | "retain"> = {}): TaskStreamFactory {
  refuseUnknown("persistentStream", options, ["storage", "retain"]);
  // The map of its variables is what all turns of a conversation share, and nobody else.
  const kept = new WeakMap<Context["variables"], Map<string, Stream>>();
  return (context, agent) => {
    const streams = kept.get(context.variables) ?? new Map<string, Stream>();
    kept.set(context.variables, streams);
    let stream = streams.get(agent);
    if (stream === undefined || stream.closed) {
      const { conversation } = (context.cause ?? {}) as AgentTags;
      const id = [context.stream.id, ...(conversation === undefined ? [] : [conversation]), agent].join("/");
      stream = new MemoryStream({ retain: Infinity, ...options, id });
      streams.set(agent, stream);
    }
    return stream;
  };
}

// A view is none: it has no history of its own.
function isStream(value: unknown): value is Stream {
  return value instanceof StreamView && "history" in value && "context" in value;
}

function noStream(what: string, given: unknown): MillraceError {
  const kind = given === null ? "null" : given instanceof StreamView ? "a view of a stream" : typeof given;
  return new MillraceError(
    "OPTION_INVALID",
    `${what} is ${kind}, and neither a stream nor a function that gives one.`,
    {
      hint: "Pass new MemoryStream(), (context) => new MemoryStream(), or persistentStream().",
    },
  );
}
