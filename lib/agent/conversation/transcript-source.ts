// Where a conversation finds its transcript: in the history of its stream, or, where it shares a stream, with itself.
import type { BaseEvent } from "../../event/base-event.js";
import type { LogMark } from "../../stream/event-log.js";
import type { History } from "../../stream/history.js";
import { Transcript } from "./transcript.js";
import { TurnLock } from "./turn-lock.js";

/** A transcript that is up to date when it is read. */
export interface TranscriptSource {
  /** Hears of every event that the conversation itself has sent, as its interrupters left it. */
  note(event: BaseEvent): void;
  read(): Transcript | Promise<Transcript>;
}

/** A transcript of a conversation's own. */
export function ownTranscript(conversation: string | undefined): TranscriptSource {
  const transcript = new Transcript(conversation);
  return {
    note: (event) => {
      transcript.add(event);
    },
    read: () => transcript,
  };
}

/** The transcript of a history: what others record there is part of it, and what is put in its place is the transcript. */
export function historyTranscript(history: History): HistoryTranscript {
  // One for each history: whoever asks on a stream reads what the others have read, and waits for them.
  if (history.companion instanceof HistoryTranscript) return history.companion;
  const source = new HistoryTranscript(history);
  history.companion = source;
  return source;
}

/** The transcript of a history, and the right to add to it. */
export class HistoryTranscript implements TranscriptSource {
  /** Who asks on the stream waits for the others. */
  readonly lock = new TurnLock();
  private transcript = new Transcript();
  private mark: LogMark | undefined = undefined;
  private dropped = 0;

  constructor(private readonly history: History) {}

  note(): void {
    // it is recorded
  }

  // A long history costs what was added to it since, where its log can tell that.
  read(): Transcript | Promise<Transcript> {
    let tail = this.history.tail(this.mark);
    // What its stream has forgotten is forgotten here, too.
    if (tail === undefined || this.mark === undefined || tail.dropped !== this.dropped) {
      this.transcript = new Transcript();
      tail = this.history.tail();
      if (tail === undefined) return this.readAll();
    }
    for (const event of tail.events) this.transcript.add(event);
    this.mark = tail.mark;
    this.dropped = tail.dropped;
    return this.transcript;
  }

  private async readAll(): Promise<Transcript> {
    const transcript = new Transcript();
    for (const event of await this.history.read()) transcript.add(event);
    return transcript;
  }
}
