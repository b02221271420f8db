// The bus: events, filters, streams, injection. See `error-codes.ts`.
import type { CodeMeaning } from "./code-meaning.js";

/** Their codes. */
export const BUS_CODES = {
  EVENT_INVALID: {
    summary: "The fields of an event do not fit its shape.",
    hint: "Pass the fields that the event class declares; the message lists what is wrong with each.",
  },
  EVENT_SHAPE_INVALID: {
    summary: "A class of events was defined with a type or a shape that cannot work.",
    hint: 'Use a plain type name such as "order.paid" and zod schemas for fields that are not reserved.',
  },
  EVENT_TYPE_TAKEN: {
    summary: "Two event classes claim one type name.",
    hint: "Give each event class a type name of its own, and import the module that defines it from one place.",
  },
  EVENT_EXPECTED: {
    summary: "Something that is no event was given where an event belongs.",
    hint: "Make an instance of an event class and pass that.",
  },
  EVENT_LOCAL: {
    summary: "An event class without a type of its own cannot leave the process.",
    hint: 'Declare `static readonly type = "area.name"` on the class, or define it with defineEvent.',
  },
  EVENT_NOT_SERIALISABLE: {
    summary: "A field holds a value that JSON cannot carry.",
    hint: "Keep functions, symbols and class instances out of events that travel or are stored.",
  },
  EVENT_MALFORMED: {
    summary: "JSON that should be an event is broken, hostile or of an unknown version.",
    hint: "Pass what encodeEvent made; check who wrote this text.",
  },
  FILTER_INVALID: {
    summary: "Something that cannot be a filter was given to where, subscribe or get.",
    hint: "Pass an event class, a list of classes, a field comparison, a Filter, a where`…` template or a predicate.",
  },
  FILTER_SYNTAX: {
    summary: "The text of a filter cannot be read.",
    hint: "See the grammar of filters in the README; the caret shows where reading stopped.",
  },
  FILTER_VALUE: {
    summary: "A value cannot stand in a filter.",
    hint: "Compare with plain data: strings, numbers, bigints, booleans, null, dates, bytes, maps, sets, arrays, objects.",
  },
  FILTER_LOCAL: {
    summary: "A filter holds a predicate or a local class and cannot be written as JSON.",
    hint: "Use event classes with a type of their own and field comparisons where the filter has to travel.",
  },
  FILTER_OPERATOR: {
    summary: "A filter or a field was combined with a JavaScript operator that cannot work on it.",
    hint: "Write where`${A} | ${B}`, or filter.or(other), filter.and(other), filter.not().",
  },
  HANDLER_INVALID: {
    summary: "A handler, or an option of its subscription, cannot work.",
    hint: "Pass a function and options of the documented shape.",
  },
  OPTION_INVALID: {
    summary: "An option has a value outside its range.",
    hint: "See the documentation of the option for unit and range.",
  },
  INTERRUPTER_NO_VERDICT: {
    summary: "An interrupter returned neither an event nor null.",
    hint: "Return the event to pass on (the same or another one), or null to suppress it.",
  },
  MAX_DEPTH: {
    summary: "A handler was entered through nested sends too often: it answers its own event for ever.",
    hint: "Send another event, guard the handler with a condition, or raise maxDepth of the stream.",
  },
  STREAM_CLOSED: {
    summary: "The stream is closed.",
    hint: "Send and subscribe before close(), or make a new stream.",
  },
  TIMEOUT: {
    summary: "Something did not settle within its timeoutMs.",
    hint: "Raise timeoutMs, or find out why nobody answered.",
  },
  ABORTED: {
    summary: "An AbortSignal ended this before it was done.",
    hint: "Nothing to mend if you aborted on purpose; the reason is the cause.",
  },
  FUTURE_DISPOSED: {
    summary: "A future was disposed before its event came.",
    hint: "Await the future inside the block that owns it.",
  },
  JOIN_OVERFLOW: {
    summary: "A join holds more unread events than its buffer takes.",
    hint: 'Read faster, raise buffer, or choose overflow: "suspend", "drop-oldest" or "drop-newest".',
  },
  ATTACH_TWICE: {
    summary: "An object or class is attached to this stream already.",
    hint: "Unsubscribe the first attachment, or attach another instance.",
  },
  ATTACH_NOTHING: {
    summary: "An object without decorated methods was attached.",
    hint: "Decorate at least one method with @subscribe(EventClass).",
  },
  DECORATOR_MISUSED: {
    summary: "A decorator stands where it cannot work.",
    hint: "Put @subscribe on methods, @Inject, @Variable and @Depends on parameters of methods.",
  },
  HISTORY_UNAVAILABLE: {
    summary: "The stream keeps no history, or the asked part of it is gone.",
    hint: "Make the stream with history: true, or with a larger retain.",
  },
  DEPENDENCY_MISSING: {
    summary: "A handler asks for a dependency that nobody provides.",
    hint: "Give it through stream.context({ variables, dependencies, container }), or give the marker a default.",
  },
  DEPENDENCY_FAILED: {
    summary: "A dependency could not be built.",
    hint: "See the cause; the innermost reason is the truth.",
  },
  SCOPE_ENDED: {
    summary: "A context was used after its scope ended.",
    hint: "Finish work that needs dependencies before the handler returns, or own the scope with stream.context().",
  },
  HUMAN_INPUT_MISSING: {
    summary: "A human was asked, and nobody is there to answer.",
    hint: 'Give the agent a humanInput hook, subscribe to HumanInputRequest, or say humanInput: "stream" to wait for a HumanMessage.',
  },
  HUMAN_INPUT_FAILED: {
    summary: "The hook that should answer for a human failed, or gave something that is no answer.",
    hint: "See the cause.",
  },
} as const satisfies Record<string, CodeMeaning>;
