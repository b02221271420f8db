// Ids of events: cheap to own, formatted when first read. Not a general id generator.
import { stampTime } from "../primitives/clock.js";

// Crockford's alphabet: its characters sort as their values do, and none is mistaken for another.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PROCESS = randomText(8);
const SEQUENCE_SPAN = 32 ** 8;

let sequence = 0;
let lastTime = -1;
let lastTimeText = "";

/**
 * The identity of one event: when it was made and the how-manieth of this process it is.
 *
 * The text is 26 characters: 10 of time, 8 of sequence, 8 that name the process. Texts sort by time, within a process by
 * construction, and are unique across processes. A stamp refers to nothing, so keeping one keeps no event alive.
 */
export class EventStamp {
  readonly time: number;
  readonly #sequence: number;
  #text: string | undefined;

  private constructor(time: number, sequenceNumber: number, text: string | undefined) {
    this.time = time;
    this.#sequence = sequenceNumber;
    this.#text = text;
  }

  /** The stamp of an event made now. */
  static next(): EventStamp {
    return new EventStamp(stampTime(), ++sequence, undefined);
  }

  /** The stamp of an event that came from elsewhere with its id and time. */
  static of(id: string, time: number): EventStamp {
    return new EventStamp(time, 0, id);
  }

  get id(): string {
    return (this.#text ??= timeText(this.time) + fixedText(this.#sequence % SEQUENCE_SPAN, 8) + PROCESS);
  }
}

function timeText(time: number): string {
  if (time !== lastTime) {
    lastTime = time;
    lastTimeText = fixedText(Math.max(0, Math.floor(time)), 10);
  }
  return lastTimeText;
}

function fixedText(value: number, width: number): string {
  let text = "";
  let rest = value;
  for (let place = 0; place < width; place++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function randomText(width: number): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(width));
  return Array.from(bytes, (byte) => ALPHABET.charAt(byte % 32)).join("");
}
