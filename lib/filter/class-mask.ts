// The bare `ToolCall | ModelMessage` of plain JavaScript: classes convert to bits of a bigint, and back.
import type { BaseEvent } from "../event/base-event.js";
import type { EventConstructor } from "../event/event-statics.js";
import { MillraceError } from "../errors/millrace-error.js";

const classes: EventConstructor<BaseEvent>[] = [];
const bits = new Map<EventConstructor<BaseEvent>, bigint>();

/** The bit of a class, given when first asked for. */
export function maskOfClass(constructor: EventConstructor<BaseEvent>): bigint {
  let bit = bits.get(constructor);
  if (bit === undefined) {
    bit = 1n << BigInt(classes.length);
    classes.push(constructor);
    bits.set(constructor, bit);
  }
  return bit;
}

/** The classes whose bits are set. Throws FILTER_INVALID for a number that no `|` of classes makes. */
export function classesOfMask(mask: bigint): EventConstructor<BaseEvent>[] {
  const found = classes.filter((_, index) => (mask >> BigInt(index)) & 1n);
  if (found.length > 0 && mask >> BigInt(classes.length) === 0n) return found;
  throw new MillraceError("FILTER_INVALID", `${String(mask)}n is no union of event classes.`, {
    hint: "Write where(ToolCall | ModelMessage) in JavaScript, or where`${ToolCall} | ${ModelMessage}` anywhere.",
  });
}
