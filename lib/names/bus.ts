// The public names of the everyday door, written by hand: events, filters, streams, context, injection, storage.
export { MillraceError, type MillraceErrorOptions } from "../errors/millrace-error.js";
export { type ErrorCode } from "../errors/error-codes.js";
export { type Clock, currentClock, systemClock, useClock } from "../primitives/clock.js";
export { BaseEvent, type EventFields } from "../event/base-event.js";
export { defineEvent, type DefineEventOptions, type EventClass } from "../event/define-event.js";
export { type EventShape } from "../event/event-shape.js";
export { type EventConstructor } from "../event/event-statics.js";
export { decodeEvent, type DecodeEventOptions, encodeEvent, type EventJson } from "../event/event-codec.js";
export { UnknownEvent } from "../event/unknown-event.js";
export { type EventOf, Filter, type FilterInput } from "../filter/filter.js";
export { type Field } from "../filter/field.js";
export { type FilterJson } from "../filter/filter-json.js";
export { parseFilter, where } from "../filter/where.js";
export { type Attachment } from "../stream/attach.js";
export { EventSuppressed, HandlerFailed } from "../stream/bus-events.js";
export { type Context, type InputOptions, type OwnedContext } from "../stream/context.js";
export { type ContextOptions } from "../stream/context-scope.js";
export { type EventFuture, type GetOptions } from "../stream/event-future.js";
export {
  type EventLog,
  type EventLogOptions,
  type LogMark,
  type LogTail,
  type RecordedEvents,
  type Storage,
} from "../stream/event-log.js";
export { type EventExplanation, type ExplainOptions, type SubscriptionExplanation } from "../stream/explain.js";
export { subscribe } from "../stream/handler-decorator.js";
export { type History, type ReplayTarget } from "../stream/history.js";
export { type HumanAnswer, type HumanInput, HumanInputRequest, HumanMessage } from "../stream/human-input.js";
export { type EventJoin, type JoinOptions, type Overflow } from "../stream/join.js";
export { MemoryStream, type MemoryStreamOptions } from "../stream/memory-stream.js";
export { type Stream } from "../stream/stream.js";
export { type StreamView } from "../stream/stream-view.js";
export {
  type ErrorPolicy,
  type Handler,
  type Interrupter,
  type SubscribeOptions,
  type Subscription,
} from "../stream/subscription.js";
export { inject } from "../inject/inject.js";
export { Depends, Inject, Variable } from "../inject/markers.js";
export { type Marker } from "../inject/marker.js";
export { token } from "../inject/token.js";
export { type Container, type Injectable, type Token } from "../stream/injection-port.js";
export { container, injectable, Lifecycle, scoped, singleton } from "../inject/containers.js";
export { MemoryStorage } from "../storage/memory-storage.js";
