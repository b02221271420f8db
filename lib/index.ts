// The everyday door: events, filters, streams, context, injection and flows. What stands here is public.
import "reflect-metadata";
import "./filter/event-filters.js";
export { MillraceError } from "./errors/millrace-error.js";
export { BaseEvent } from "./event/base-event.js";
export { defineEvent } from "./event/define-event.js";
export { encodeEvent, decodeEvent } from "./event/event-codec.js";
export { UnknownEvent } from "./event/unknown-event.js";
export { Filter } from "./filter/filter.js";
export { where, parseFilter } from "./filter/where.js";
