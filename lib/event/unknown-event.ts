// What JSON of a type decodes to that nobody has bound: it keeps everything and can be sent on.
import { MillraceError } from "../errors/millrace-error.js";
import { BaseEvent, type EventPatch, identify } from "./base-event.js";

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

  /**
   * A changed copy of the same type, with other `fields` or another `version`.
   *
   * @throws EVENT_INVALID for any other name: nobody here knows which fields the type has.
   */
  override with(patch: EventPatch<this>): this {
    const { version = this.version, fields = this.fields, ...others } = { ...(patch as Partial<UnknownEvent>) };
    const [other] = Object.keys(others);
    if (other !== undefined) {
      throw new MillraceError(
        "EVENT_INVALID",
        `The class of "${this.#type}" is unknown here, so "${other}" cannot be changed.`,
        {
          hint: "Change `fields` as a whole, or bind the class first: decodeEvent(json, { events: [TheClass] }).",
        },
      );
    }
    const copy = new UnknownEvent(this.#type, version, fields);
    return identify(copy, { causedBy: this.causedBy, derivedFrom: this.id }) as this;
  }
}
