// The views of a request: each a projection of its log. A new view is a row here.
import type { BaseEvent } from "../../event/base-event.js";
import type { EventConstructor } from "../../event/event-statics.js";
import { OriginalDelta, ReasoningDelta, ReasoningDone, TextDelta, ToolReady } from "./answer-events.js";
import { FieldEvent, type StreamingData } from "./field-events.js";
import { readText, type RestartRule } from "./read-text.js";
import { OutputAccepted, type RequestEvent } from "./request-events.js";

/** What a reader of each view gets. */
export interface ViewItems {
  /** Pieces of the text. */
  readonly delta: string;
  /** The fields of structured output while they are written. */
  readonly instant: StreamingData;
  /** Events of the classes that `specific` names. */
  readonly specific: RequestEvent;
  /** The messages of the wire, as they came. */
  readonly original: string;
  /** The whole log. */
  readonly all: RequestEvent;
}

/** The name of a view. */
export type ViewName = keyof ViewItems;

/** What `specific` may name. */
export type EventClasses = readonly EventConstructor<BaseEvent>[];

/** Options of a view that have to do with what it shows. */
export interface ViewOptions {
  /** For `specific`: which classes. Default: text, reasoning, calls and the accepted answer. */
  readonly specific?: EventClasses;
  /** For `delta`: what happens where the text begins anew. Default: a marker. */
  readonly onRestart?: RestartRule;
}

type Project<Item> = (log: AsyncIterable<RequestEvent>, options: ViewOptions) => AsyncGenerator<Item, void, undefined>;

const SPECIFIC = [TextDelta, ReasoningDelta, ReasoningDone, ToolReady, OutputAccepted];

/** View → how it reads the log. */
export const VIEWS: { readonly [V in ViewName]: Project<ViewItems[V]> } = {
  delta: (log, { onRestart }) => readText(log, onRestart),
  async *instant(log) {
    for await (const event of log) if (event instanceof FieldEvent) yield event;
  },
  async *specific(log, { specific = SPECIFIC }) {
    for await (const event of log) if (specific.some((one) => event instanceof one)) yield event;
  },
  async *original(log) {
    for await (const event of log) if (event instanceof OriginalDelta) yield event.data;
  },
  async *all(log) {
    yield* log;
  },
};
