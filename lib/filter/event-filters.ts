// What filters add to every event class: `field`, `or`, and the bare `|` of plain JavaScript. Importing it attaches them.
import { BaseEvent } from "../event/base-event.js";
import type { EventConstructor, EventStatics } from "../event/event-statics.js";
import { MillraceError } from "../errors/millrace-error.js";
import { maskOfClass } from "./class-mask.js";
import { Field, type FieldName } from "./field.js";
import { type EventOf, Filter, type FilterInput, nodeOf } from "./filter.js";
import { join, refOfClass } from "./filter-node.js";

// The same members on the root itself, which is a class and no EventClass.
declare module "../event/base-event.js" {
  namespace BaseEvent {
    const field: EventStatics["field"];
    const or: EventStatics["or"];
  }
}

declare module "../event/event-statics.js" {
  interface EventStatics {
    /** A field of this class (and its subclasses), to compare: `ToolCall.field("name").eq("search")`. */
    field<T extends EventConstructor<BaseEvent>, const K extends FieldName<InstanceType<T>>>(
      this: T,
      name: K,
    ): Field<InstanceType<T>, InstanceType<T>[K]>;
    /** Passes events of this class or what the other lets through: `ToolCall.or(ModelMessage)`. */
    or<T extends EventConstructor<BaseEvent>, const W extends FilterInput>(
      this: T,
      other: W,
    ): Filter<InstanceType<T> | EventOf<W>>;
  }
}

function field(this: EventConstructor<BaseEvent>, name: unknown): Field<BaseEvent, unknown> {
  if (typeof name !== "string" || name === "") {
    throw new MillraceError("FILTER_INVALID", `${this.name}.field was given ${String(name)}, which names no field.`);
  }
  return new Field(refOfClass(this), [name]);
}

function or(this: EventConstructor<BaseEvent>, other: FilterInput): Filter {
  return new Filter(join("or", [nodeOf(this, "or"), nodeOf(other, `${this.name}.or`)]));
}

function toPrimitive(this: EventConstructor<BaseEvent>, hint: string): string | bigint {
  return hint === "number" ? maskOfClass(this) : Function.prototype.toString.call(this);
}

for (const [name, value] of [
  ["field", field],
  ["or", or],
  [Symbol.toPrimitive, toPrimitive],
] as const) {
  Object.defineProperty(BaseEvent, name, { value, configurable: true, writable: true });
}
