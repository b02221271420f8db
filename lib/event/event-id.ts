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
 * The id of one event, formatted when first read. The text is 26 characters: 10 of time, 8 of sequence, 8 that name the
 * process. Texts sort by time, within a process by construction, and are unique across processes.
 */
export class EventId {
  declare private readonly time: number;
  declare private readonly sequence: number;
  declare private text: string | undefined;

  constructor(time: number, sequenceNumber: number, text: string | undefined) {
    this.time = time;
    this.sequence = sequenceNumber;
    this.text = text;
  }

  toString(): string {
    return (this.text ??= timeText(this.time) + fixedText(this.sequence % SEQUENCE_SPAN, 8) + PROCESS);
  }
}

/**
 * What an event has from its birth: when it was made, the how-manieth of this process it is, and whence it came. Causes
 * are ids, which refer to nothing, so that a chain of events keeps none of them alive.
 */
export class EventStamp {
  declare time: number;
  declare cause: EventId | string | undefined;
  declare origin: EventId | string | undefined;
  declare private readonly sequence: number;
  declare private ownId: EventId | undefined;

  /** The stamp of an event made now. */
  constructor() {
    this.time = stampTime();
    this.sequence = ++sequence;
    this.ownId = undefined;
    this.cause = undefined;
    this.origin = undefined;
  }

  /** Takes the id and time that the event had elsewhere. */
  adopt(id: string, time: number): void {
    this.ownId = new EventId(time, 0, id);
    this.time = time;
  }

  get id(): EventId {
    return (this.ownId ??= new EventId(this.time, this.sequence, undefined));
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
