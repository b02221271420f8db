// What the turns of one chain of replies share: a stream, a context, a transcript, and the right to speak.
import { randomUUID } from "node:crypto";
import type { Context, OwnedContext } from "../../stream/context.js";
import type { ContextOptions } from "../../stream/context-scope.js";
import type { Container } from "../../stream/injection-port.js";
import { MemoryStream } from "../../stream/memory-stream.js";
import type { Stream } from "../../stream/stream.js";
import type { ModelRequest } from "../events/model-events.js";
import { historyTranscript, ownTranscript, type TranscriptSource } from "./transcript-source.js";
import { TurnLock } from "./turn-lock.js";

/** Where a conversation takes place. */
export interface ConversationPlace {
  /** A stream whose history is the transcript; who asks on it later goes on with the same conversation. Default: a new one. */
  readonly stream?: Stream | undefined;
  /**
   * A context, such as that of a chunk or a tool: a conversation of its own, whose events are told there and are caused by
   * what the context answers. It has the context's variables and dependencies, and ends with it.
   */
  readonly context?: Context | undefined;
  /** A context of another conversation that this one, on a stream of its own, comes from: it has the same from there, and ends with it. */
  readonly parent?: Context | undefined;
}

/** What a conversation's context is made from. */
export interface ConversationParts extends Pick<ContextOptions, "variables" | "dependencies"> {
  readonly container?: Container | undefined;
}

/** A conversation with agents. */
export class Conversation {
  /** Names it in its events; undefined where it is that of its stream. */
  readonly id: string | undefined;
  readonly stream: Stream;
  readonly context: OwnedContext;
  readonly transcript: TranscriptSource;
  readonly lock: TurnLock;
  /** True where others may hold its stream as well, also once it was handed out. */
  isShared: boolean;
  /** Ends its turns when it is aborted. */
  readonly parentSignal: AbortSignal | undefined;
  /** The turns that are under way or wait. */
  readonly turns = new Set<{ abort(reason: unknown): void }>();
  /** Messages that came in too late for their turn; the next one tells them. */
  readonly left: ModelRequest[] = [];
  /** True once the system prompts are in the context. */
  isPrompted = false;

  constructor(place: ConversationPlace, parts: ConversationParts) {
    const { context: within, parent = within } = place;
    this.isShared = within !== undefined || place.stream !== undefined;
    this.parentSignal = parent?.signal;
    this.stream = within?.stream ?? place.stream ?? new MemoryStream({ retain: Infinity });
    this.id = within === undefined ? undefined : randomUUID();
    const options = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
    this.context = this.stream.context(
      parent === undefined ? options : { ...options, parent, signal: parent.signal, prompt: [] },
    );
    const isKept = this.id === undefined && this.stream.history.kept;
    const shared = isKept ? historyTranscript(this.stream.history) : undefined;
    this.transcript = shared ?? ownTranscript(this.id);
    this.lock = shared?.lock ?? new TurnLock();
  }

  /** Gives up what is under way, and disposes what the context has resolved. */
  end(): Promise<void> {
    for (const turn of [...this.turns]) turn.abort("its conversation was ended");
    return this.context.end();
  }
}
