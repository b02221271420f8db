/** What an agent says on a stream, in the words of the catalogue: one line for each event, the request log left out. */
import {
  type BaseEvent,
  ClientToolCall,
  MemoryStream,
  RequestEvent,
  ToolCall,
  ToolResult,
  TurnEvent,
  UsageEvent,
} from "millrace";
import { recordEvents } from "millrace/testing";

/** A line of a recording. */
export function lineOf(event: BaseEvent): string {
  if (event instanceof ToolCall || event instanceof ClientToolCall || event instanceof ToolResult) {
    return `${event.type} ${event.name}`;
  }
  const { content } = event as { readonly content?: unknown };
  return typeof content === "string" ? `${event.type} ${content}` : event.type;
}

/** True for the events that the source's catalogue has: what requests and turns say of their lives is left out. */
export function isInCatalogue(event: BaseEvent): boolean {
  return event instanceof UsageEvent || !(event instanceof RequestEvent || event instanceof TurnEvent);
}

/** A stream whose catalogue events are written down as they are observed. */
export function recordedStream(stream = new MemoryStream()): {
  stream: MemoryStream;
  lines: () => string[];
  history: () => Promise<string[]>;
} {
  const record = recordEvents(stream);
  return {
    stream,
    lines: () => record.events.filter(isInCatalogue).map(lineOf),
    history: async () => (await stream.history.read()).map(lineOf),
  };
}
