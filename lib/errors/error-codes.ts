// The catalogue of error codes: data only. Each code has a heading in `lib/errors/README.md` and a spec that provokes it.

/** What every code means (`summary`) and how to mend it (`hint`, unless the error brings a more exact one). */
export const ERROR_CODES = {
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
  MODEL_CALL_INVALID: {
    summary: "A call of a model cannot be sent as it stands.",
    hint: "Pass messages, tools and options as ModelCall documents them; the message names what is wrong.",
  },
  MODEL_FAILED: {
    summary: "The provider of a model answered with an error.",
    hint: "See details.status and the provider's own words; details.retryable says whether another try may help.",
  },
  MODEL_UNREACHABLE: {
    summary: "No connection to the provider of a model came about.",
    hint: "Check the address, the network, and that the server runs.",
  },
  MODEL_STREAM_BROKEN: {
    summary: "The answer of a model broke off before it was finished.",
    hint: "Try again; what had come before holds, and nothing comes after it.",
  },
  FUTURE_DISPOSED: {
    summary: "A future was disposed before its event came.",
    hint: "Await the future inside the block that owns it.",
  },
  JOIN_OVERFLOW: {
    summary: "A join holds more unread events than its buffer takes.",
    hint: 'Read faster, raise buffer, or choose overflow: "suspend", "drop-oldest" or "drop-newest".',
  },
  SCRIPT_EXHAUSTED: {
    summary: "A scripted or replayed model was called more often than it has answers.",
    hint: "Add a turn to the script, record one more call, or find out who calls the model once too often.",
  },
  SCRIPT_MISMATCH: {
    summary: "A replayed model was called with something else than what was recorded.",
    hint: "Make the same calls in the same order, or record them anew.",
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
  OUTPUT_SHAPE_INVALID: {
    summary: "What should be the shape of an answer is none, or no JSON can be of that shape.",
    hint: "Give a zod schema, an object of them, or a list with one of them.",
  },
  PROMPT_EMPTY: {
    summary: "A request has nothing to say to the model.",
    hint: 'Say what is asked: agent.input("…").',
  },
  PROMPT_INVALID: {
    summary: "Something cannot be said to a model in the place where it was put.",
    hint: "Give text or plain data; bytes are attached with image(…), audio(…) or file(…).",
  },
  ATTACHMENT_INVALID: {
    summary: "What should be attached is no picture, recording or document that can be sent.",
    hint: "Give bytes, an address, { path } or { fileId }, and what kind of file it is.",
  },
  SETTINGS_INVALID: {
    summary: "A setting has a name that nobody knows, or a value that it cannot have.",
    hint: "The message has the path and what belongs there.",
  },
  SETTINGS_ENV_MISSING: {
    summary: "A setting names a variable of the environment that is not set.",
    hint: "Set the variable, or give a default: ${ENV.NAME:-default}.",
  },
  FLOW_INVALID: {
    summary: "A flow was defined in a way that cannot run.",
    hint: "See the message for the place in the flow.",
  },
  FLOW_VALUE_INVALID: {
    summary: "A value does not fit the contract of the flow.",
    hint: "The message names the slot (input, state, stream, signals, result) and what is wrong.",
  },
  EXECUTION_STARTED: {
    summary: "An execution was started again with another input.",
    hint: "Make a new execution for each input: flow.createExecution().",
  },
  EXECUTION_CLOSED: {
    summary: "An execution is closed and takes no more signals.",
    hint: "Emit before close(), or start an execution that stays open: flow.startExecution(input).",
  },
  FLOW_PAUSED: {
    summary: "A flow paused in a run that nobody holds, so that nobody could answer.",
    hint: "Make the execution yourself: flow.createExecution(), start(input), continueWith(id, answer).",
  },
  FLOW_SIGNAL_UNKNOWN: {
    summary: "A strict flow was sent a signal that no node waits for.",
    hint: "Check the name of the signal, or add flow.when(name).",
  },
  FLOW_STRICT: {
    summary: "A strict flow did what others are warned of.",
    hint: "Emit and put before the end of the execution or of its stream, or leave strict out.",
  },
  PAUSE_INVALID: {
    summary: "A chunk paused in a way that nobody could answer.",
    hint: "Write: return data.pauseFor({ id, answer: schema }).",
  },
  INTERRUPT_UNKNOWN: {
    summary: "An answer names a pause that does not wait.",
    hint: "See execution.getPendingInterrupts() for those that do.",
  },
  RESUME_CONFLICT: {
    summary: "One request id came with two different answers.",
    hint: "Use a request id of its own for each answer.",
  },
  EXECUTION_WAITING: {
    summary: "An execution with pauses that wait was to be closed.",
    hint: 'Answer them with continueWith, or give them up: close({ pending: "cancel" }).',
  },
  SNAPSHOT_INVALID: {
    summary: "What should be a snapshot of an execution is broken, or of another version.",
    hint: "Load what execution.save() gave, whole and unchanged.",
  },
  SNAPSHOT_MISMATCH: {
    summary: "A snapshot is of a flow of another shape.",
    hint: "Load it into the flow that it was saved from, or finish it there; the message lists what differs.",
  },
  SNAPSHOT_UNSAVABLE: {
    summary: "An execution holds a value that JSON cannot carry.",
    hint: "Pass plain data between steps and keep live objects in resources.",
  },
  BLUEPRINT_INVALID: {
    summary: "A blueprint cannot be written, or what should be one cannot be read.",
    hint: "The message has the path to the place; save the flow again, or mend the text there.",
  },
  BLUEPRINT_UNBOUND: {
    summary: "A blueprint names handlers or flows that nobody has bound.",
    hint: "Register them before loading, flow.chunk(name, handler), or pass them with the blueprint.",
  },
  PATH_INVALID: {
    summary: "A text that should be the path of a field cannot be read.",
    hint: 'Write items[0].name; [*] for any index; ["a.b"] for keys with dots, brackets or quotes.',
  },
  MODEL_MISSING: {
    summary: "A request has no model to ask.",
    hint: "Give the agent one, new Agent(name, { model: openaiCompatible({ baseUrl, model }) }), or set it in the settings.",
  },
  REQUEST_INVALID: {
    summary: "A request was put together in a way that cannot work, or read in a way that it has nothing for.",
    hint: "See the documentation of the method that the message names.",
  },
  REQUEST_SUPPRESSED: {
    summary: "An interrupter suppressed a request before it was sent.",
    hint: "Look for the EventSuppressed on its stream, which names the interrupter.",
  },
  REQUEST_NOT_KEPT: {
    summary: "What is asked for was not kept, since the log of the request is bounded.",
    hint: "Ask before the request starts, or leave `retain` out.",
  },
  OUTPUT_INVALID: {
    summary: "The answer of a model does not fit what was asked for, and asking again did not help.",
    hint: "Read details.issues; make the descriptions of the fields say more, or allow more corrections.",
  },
  OUTPUT_TRUNCATED: {
    summary: "The answer of a model ended before it was complete, and asking again did not help.",
    hint: "Ask for less, or let the model say more (max_tokens in the options).",
  },
  OUTPUT_RESTARTED: {
    summary: "The text that a reader reads begins anew with another attempt.",
    hint: 'Read with { onRestart: "marker" } or { onRestart: "buffer" }, or begin the display anew as well.',
  },
  FIELD_MISSING: {
    summary: "The answer of a model has no such field.",
    hint: "Await fields that the contract requires, or catch this for those that are optional.",
  },
  HUMAN_INPUT_MISSING: {
    summary: "A human was asked, and nobody is there to answer.",
    hint: 'Give the agent a humanInput hook, subscribe to HumanInputRequest, or say humanInput: "stream" to wait for a HumanMessage.',
  },
  HUMAN_INPUT_FAILED: {
    summary: "The hook that should answer for a human failed, or gave something that is no answer.",
    hint: "See the cause.",
  },
  TOOL_INVALID: {
    summary: "A tool was made in a way that no model could use.",
    hint: "Write tool({ name, description, input: z.object({ … }), run }).",
  },
  TOOL_NAME_TAKEN: {
    summary: "Two tools of one list have the same name.",
    hint: "Rename one of them, or give a toolkit a prefix.",
  },
  TOOL_ARGUMENTS_INVALID: {
    summary: "The arguments that a model gave to a tool do not fit it.",
    hint: "Nothing to mend in code: the model is told what is wrong; say more in the descriptions of the fields if it comes often.",
  },
  TOOL_RESULT_INVALID: {
    summary: "A tool gave something that cannot be told to a model.",
    hint: "Return plain data: texts, numbers, lists, objects.",
  },
  TOOL_NOT_FOUND: {
    summary: "A model asked for a tool that there is not.",
    hint: "Nothing to mend in code: the model is told which tools there are; look for a tool that its prompt speaks of.",
  },
  TOOL_PATH_REFUSED: {
    summary: "A model named a path that is not in the folder of its file tools.",
    hint: "Nothing to mend in code: the model is told; give the tools another root if the file is meant to be theirs.",
  },
  TOOL_FILE_FAILED: {
    summary: "A file tool could not do what a model asked for.",
    hint: "Nothing to mend in code: the model is told; details.reason says why, and the cause what the system said.",
  },
  TOOL_CALL_SUPPRESSED: {
    summary: "An interrupter suppressed a call of a tool, or its result.",
    hint: "Return a ToolResult from a middleware instead, so that the model has an answer; see EventSuppressed for who it was.",
  },
  TOOL_APPROVAL_MISMATCH: {
    summary: "What was approved is not what would be run.",
    hint: "Put approvalRequired inside of what changes calls; send a ToolApproval with the digest of the very question.",
  },
  TURN_SUPPRESSED: {
    summary: "An interrupter suppressed what a turn cannot go on without.",
    hint: "Return another event instead of null; see EventSuppressed for who it was.",
  },
  MIDDLEWARE_INVALID: {
    summary: "A middleware is no object, or gave something that its step cannot go on with.",
    hint: "Return what `next` gave, or an answer of your own; a forgotten return is the usual reason.",
  },
  TURN_REENTERED: {
    summary: "An agent was asked on a stream from inside of a turn on that stream.",
    hint: "Ask with { context }, which begins a conversation of its own, or on another stream.",
  },
  LIMIT_REACHED: {
    summary: "A turn has used up what its limits allow.",
    hint: "Raise the limit, or look at details.messages for what it was doing.",
  },
  RUN_OVER: {
    summary: "A run that is over was given more to do.",
    hint: "Ask the reply instead: reply.ask(…).",
  },
  TASK_TOO_DEEP: {
    summary: "A sub-agent would have worked deeper down than its tool allows.",
    hint: "Nothing to mend where agents call each other for ever; else raise maxDepth in asTool.",
  },
  TASK_CONFLICT: {
    summary: "A sub-agent and somebody else have set the same variable at the same time.",
    hint: "Let only one of them set it, ask them one after the other, or bring variables back by a function in asTool.",
  },
  MCP_UNREACHABLE: {
    summary: "An MCP server could not be reached, or the connection to it broke.",
    hint: "Check the address or the command, and that the server runs; make the toolkit anew after a break.",
  },
  MCP_FAILED: {
    summary: "An MCP server answered a request with an error, or with something that cannot be understood.",
    hint: "See details.code, details.status and the cause for the server's own words.",
  },
  MCP_TOOL_FAILED: {
    summary: "A tool of an MCP server says that it has failed.",
    hint: "Nothing to mend in code: the model is told what the server says.",
  },
  CALLS_UNANSWERED: {
    summary: "`resume` was called where nothing is waited for, or without what is.",
    hint: "Give a result for each of reply.clientCalls, by its callId.",
  },
  CHECKPOINT_UNSAVABLE: {
    summary: "A checkpoint of a conversation cannot be made.",
    hint: 'Keep plain data in variables, or leave the others out, reply.checkpoint({ without: ["db"] }), and bring them anew.',
  },
  CHECKPOINT_MISSING: {
    summary: "The history of a stream has no such checkpoint.",
    hint: "Make one with reply.checkpoint(). Without any, agent.ask(…, { stream }) goes on with the transcript alone.",
  },
  CHECKPOINT_MISMATCH: {
    summary: "A checkpoint is of another agent, or of a newer version.",
    hint: "See details.",
  },
  CONVERSATION_INVALID: {
    summary: "JSON that should be a conversation is broken or of an unknown version.",
    hint: "Pass what exportConversation made.",
  },
} as const satisfies Record<string, { readonly summary: string; readonly hint: string }>;

/** A stable name for what went wrong. */
export type ErrorCode = keyof typeof ERROR_CODES;
