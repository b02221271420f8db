// Objects and lists that are still being written: how a value gets into one, and what is known of it until it is whole.
import type { KeyStep } from "./json-keys.js";
import type { Place } from "./json-place.js";

/** What holds a value. */
export type Holder = Record<string, unknown> | unknown[];

/** Puts a value into what holds it, as its own member, whatever the key is called. */
export function putMember(holder: Holder, key: string | number, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    (holder as Record<string | number, unknown>)[key] = value;
  }
}

/** One open object or list. They are linked from the inside out, so depth costs no stack. */
export class Frame {
  /** Whether something was said of it, or of anything in it. */
  told = false;
  /** Whether something in it was no strict JSON. */
  repaired = false;
  /** How many members a list has, the one that is being written not counted. */
  count = 0;
  /** The key of an object that is being written, or was last. */
  key = "";

  constructor(
    readonly up: Frame | undefined,
    readonly place: Place,
    readonly value: Holder,
    readonly list: boolean,
    /** Whether its path was told of before, under the same key. */
    readonly again: boolean,
    /** The keys that an object has; of a list, where those begin of the objects in it. */
    public step: KeyStep,
  ) {}
}
