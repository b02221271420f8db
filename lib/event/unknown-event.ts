// What JSON of a type decodes to that nobody has bound: it keeps everything and can be sent on.
import { BaseEvent } from "./base-event.js";

/**
 * An event whose class this process does not know. It has the type, id, time and causes that it came with; `fields` holds
 * the decoded fields. Encoding it gives back what it was made from.
 */
export class UnknownEvent extends BaseEvent {
  readonly #type: string;

  constructor(
    type: string,
    /** The version that the writer gave. */
    readonly version: number,
    /** The decoded fields. */
    readonly fields: Readonly<Record<string, unknown>>,
  ) {
    super();
    this.#type = type;
  }

  override get type(): string {
    return this.#type;
  }
}
