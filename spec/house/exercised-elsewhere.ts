/** Files in lib without a spec of their own name: which spec exercises them, and why there. Keep this list short. */
export const exercisedElsewhere: Readonly<Record<string, { readonly by: string; readonly because: string }>> = {
  "lib/agent/agent-message.ts": {
    by: "spec/agent/agent.ask.spec.ts",
    because: "It reads what an agent is asked with; that spec asks in every form.",
  },
  "lib/agent/agent-options.ts": {
    by: "spec/agent/agent.ask.spec.ts",
    because: "It has the types and names of options, which are tried there one by one.",
  },
  "lib/agent/agent-reply.ts": {
    by: "spec/agent/turn/turn.sequences.spec.ts",
    because: "Replies are what those turns end in; conversations go on from them.",
  },
  "lib/agent/agent-turns.ts": {
    by: "spec/agent/agent.ask.spec.ts",
    because: "It makes turns of questions, which is what that spec asks.",
  },
  "lib/agent/observer.ts": {
    by: "spec/agent/agent.ask.spec.ts",
    because: "Observers are seen where an agent has them.",
  },
  "lib/agent/prompt-part.ts": {
    by: "spec/agent/agent.ask.spec.ts",
    because: "Prompts are seen in what the model is told.",
  },
  "lib/agent/conversation/conversation.ts": {
    by: "spec/agent/conversation/transcript-source.spec.ts",
    because: "Where a conversation takes place shows in what it knows.",
  },
  "lib/agent/events/agent-tags.ts": {
    by: "spec/agent/turn/turn.sequences.spec.ts",
    because: "The tags are fields of every event of a turn, which that spec reads.",
  },
  "lib/agent/events/task-events.ts": {
    by: "spec/agent/sub-agent/agent-tool.spec.ts",
    because: "Tasks are told where an agent is handed one.",
  },
  "lib/agent/events/turn-events.ts": {
    by: "spec/agent/turn/agent-run.spec.ts",
    because: "They tell the life of a turn, which that spec lives through.",
  },
  "lib/agent/middleware/middleware.ts": {
    by: "spec/agent/middleware/compose.spec.ts",
    because: "It has types alone.",
  },
  "lib/agent/tool/create-tool.ts": {
    by: "spec/agent/tool/tool.spec.ts",
    because: "It is what tool comes to, and is seen from there.",
  },
  "lib/agent/tool/final-result.ts": {
    by: "spec/agent/turn/turn.sequences.spec.ts",
    because: "A final result is seen in how the turn ends.",
  },
  "lib/agent/turn/call-model.ts": {
    by: "spec/agent/turn/turn.sequences.spec.ts",
    because: "It is a turn's call of the model; what it tells is in those sequences.",
  },
  "lib/agent/turn/plan-turn.ts": {
    by: "spec/agent/agent.ask.spec.ts",
    because: "What options come to is seen in the turns that they are given to.",
  },
  "lib/agent/turn/turn-plan.ts": {
    by: "spec/agent/agent.ask.spec.ts",
    because: "It has types alone.",
  },
  "lib/agent/turn/run-call.ts": {
    by: "spec/agent/turn/turn.sequences.spec.ts",
    because: "A call on its way is what those sequences tell.",
  },
  "lib/agent/turn/run-calls.ts": {
    by: "spec/agent/turn/turn.sequences.spec.ts",
    because: "All calls of an answer are what those sequences tell.",
  },
  "lib/agent/turn/run-tool.ts": {
    by: "spec/agent/tool/tool.spec.ts",
    because: "It runs tools, which that spec gives every argument and lets give every result.",
  },
  "lib/filesystem/held-folder.ts": {
    by: "spec/filesystem/confined-folder.spec.ts",
    because: "It is how a confined folder holds folders; that spec runs everything with both ways of holding.",
  },
  "lib/filesystem/file-failure.ts": {
    by: "spec/filesystem/filesystem-toolkit.spec.ts",
    because: "It is what a model is told of files; that spec provokes it through an agent.",
  },
  "lib/filesystem/find-files.ts": {
    by: "spec/filesystem/filesystem-toolkit.spec.ts",
    because: "It is the search behind find_files; that spec searches real folders.",
  },
  "lib/names/agents.ts": {
    by: "spec/house/public-api.spec.ts",
    because: "It is a list of names, which that spec compares with the reviewed one.",
  },
  "lib/names/bus.ts": {
    by: "spec/house/public-api.spec.ts",
    because: "It is a list of names, which that spec compares with the reviewed one.",
  },
  "lib/names/flows.ts": {
    by: "spec/house/public-api.spec.ts",
    because: "It is a list of names, which that spec compares with the reviewed one.",
  },
  "lib/names/models.ts": {
    by: "spec/house/public-api.spec.ts",
    because: "It is a list of names, which that spec compares with the reviewed one.",
  },
  "lib/agent/turn/call-suppressed.ts": {
    by: "spec/agent/turn/turn.bad-input.spec.ts",
    because: "It is the error for calls that interrupters swallow, which that spec lets them do.",
  },
  "lib/agent/turn/turn-voice.ts": {
    by: "spec/agent/turn/turn.fuzz.spec.ts",
    because:
      "What a turn says, to whom and until when, is what the laws of that spec are about; single cases are in turn.bad-input.spec.ts and agent-run.abort.spec.ts.",
  },
  "lib/model/prompt/attachment-source.ts": {
    by: "spec/model/prompt/attachment.inputs.spec.ts",
    because: "It opens what image, audio and file are given; that spec gives each of them everything.",
  },
  "lib/model/prompt/check-attachment.ts": {
    by: "spec/model/prompt/attachment.spec.ts",
    because: "It is what every attachment has to keep to, and is seen where one is refused.",
  },
  "lib/model/openai/call-ending.ts": {
    by: "spec/model/openai/openai-compatible.spec.ts",
    because: "It is what ends a call from outside; that spec aborts and leaves calls in every phase.",
  },
  "lib/model/openai/content-part.ts": {
    by: "spec/model/openai/build-body.spec.ts",
    because: "Its parts are seen in the bodies that they go into.",
  },
  "lib/model/openai/describe-body.ts": {
    by: "spec/model/openai/openai-compatible.spec.ts",
    because: "It is what a client describes, and is seen from there alone.",
  },
  "lib/model/openai/provider-error.ts": {
    by: "spec/model/openai/failures.spec.ts",
    because: "It reads what providers say of failures; that spec answers with each of their shapes.",
  },
  "lib/model/openai/refuse-option.ts": {
    by: "spec/model/openai/client-options.spec.ts",
    because: "It is the error for an option, which that spec provokes for each of them.",
  },
  "lib/model/openai/retry-advice.ts": {
    by: "spec/model/openai/failures.spec.ts",
    because: "It fills two details of failures, which are seen there for each status and header.",
  },
  "lib/model/openai/run-call.ts": {
    by: "spec/model/openai/openai-compatible.spec.ts",
    because: "It is a call from its turn to its last part; that spec makes calls.",
  },
  "lib/model/openai/send-request.ts": {
    by: "spec/model/openai/failures.spec.ts",
    because: "It is the one POST and its body; that spec lets both fail in every place.",
  },
  "lib/model/openai/serialize.ts": {
    by: "spec/model/openai/openai-compatible.spec.ts",
    because: "It is one line with an error, which that spec provokes.",
  },
  "lib/model/openai/wire-value.ts": {
    by: "spec/model/openai/translate-chunk.spec.ts",
    because: "It looks at values of the wire; that spec sends wrong ones in every place.",
  },
  "lib/agent/request/check-reader.ts": {
    by: "spec/agent/request/views.spec.ts",
    because: "It is the door of the views, and refuses what is none of their options.",
  },
  "lib/testing/matchers/causal-links.ts": {
    by: "spec/testing/matchers/event-matchers.spec.ts",
    because: "It links causes, which that spec follows with toHaveCausalChain.",
  },
  "lib/testing/matchers/difference.ts": {
    by: "spec/testing/matchers/event-matchers.spec.ts",
    because: "It finds what a failure tells, and that spec reads what failures tell.",
  },
  "lib/testing/matchers/event-pattern.ts": {
    by: "spec/testing/matchers/event-matchers.spec.ts",
    because: "It reads what matchers are given; that spec gives them every form.",
  },
  "lib/testing/matchers/recorded.ts": {
    by: "spec/testing/matchers/event-matchers.spec.ts",
    because: "It is the door of the matchers, and refuses what holds no events.",
  },
  "lib/testing/matchers/show-value.ts": {
    by: "spec/testing/matchers/event-matchers.spec.ts",
    because: "It writes the lines of messages, which that spec reads.",
  },
  "lib/testing/golden/event-colours.ts": {
    by: "spec/testing/golden/causal-match.spec.ts",
    because: "It narrows the search for partners, and is seen where many are alike.",
  },
  "lib/testing/golden/golden-options.ts": {
    by: "spec/testing/golden/golden-verdict.spec.ts",
    because: "It refuses options, which that spec gives to both who take them.",
  },
  "lib/testing/golden/golden-rule.ts": {
    by: "spec/testing/golden/golden-verdict.spec.ts",
    because: "It compares one value, and that spec compares each kind.",
  },
  "lib/testing/golden/golden-text.ts": {
    by: "spec/testing/golden/golden-of.spec.ts",
    because: "It is how a golden looks; that spec shows some in full.",
  },
  "lib/testing/golden/tie.ts": {
    by: "spec/testing/golden/golden-of.spec.ts",
    because: "It names ids, which that spec puts wherever they can stand.",
  },
  "lib/testing/scripted-answer.ts": {
    by: "spec/testing/scripted-server.spec.ts",
    because: "It is plain data that the server writes; that spec reads it from the wire.",
  },
  "lib/flow/snapshot/snapshot.ts": {
    by: "spec/flow/snapshot/parse-snapshot.spec.ts",
    because: "it is the shape of a snapshot and its error; reading one is what tells whether both hold",
  },
  "lib/errors/agent-codes.ts": {
    by: "spec/house/error-catalog.spec.ts",
    because: "It is a part of the catalogue, which that spec checks whole.",
  },
  "lib/errors/bus-codes.ts": {
    by: "spec/house/error-catalog.spec.ts",
    because: "It is a part of the catalogue, which that spec checks whole.",
  },
  "lib/errors/code-meaning.ts": {
    by: "spec/house/error-catalog.spec.ts",
    because: "It is a part of the catalogue, which that spec checks whole.",
  },
  "lib/errors/flow-codes.ts": {
    by: "spec/house/error-catalog.spec.ts",
    because: "It is a part of the catalogue, which that spec checks whole.",
  },
  "lib/errors/model-codes.ts": {
    by: "spec/house/error-catalog.spec.ts",
    because: "It is a part of the catalogue, which that spec checks whole.",
  },
  "lib/errors/error-codes.ts": {
    by: "spec/house/error-catalog.spec.ts",
    because: "It is a table; what has to hold is its parity with the code, the documentation and the specs.",
  },
  "lib/flow/definition/chain-scope.ts": {
    by: "spec/types/flow-branches.test-d.ts",
    because: "It is types without code: what is open in a chain.",
  },
  "lib/flow/definition/chunk-data.ts": {
    by: "spec/flow/run/call-data.spec.ts",
    because: "It is the type of what a chunk receives; the object itself has that spec.",
  },
  "lib/flow/definition/condition.ts": {
    by: "spec/flow/definition/match-block.spec.ts",
    because: "It is types without code: what a case may ask.",
  },
  "lib/flow/definition/narrow-case.ts": {
    by: "spec/types/flow-branches.test-d.ts",
    because: "It is types without code: what a case leaves of a value.",
  },
  "lib/flow/definition/when-trigger.ts": {
    by: "spec/types/flow-triggers.test-d.ts",
    because: "It is types without code: what a when may wait for.",
  },
  "lib/flow/run/attempts.ts": {
    by: "spec/flow/operators/chunk.retries.spec.ts",
    because: "It is how a chunk is run, whose specs stand with its operator.",
  },
  "lib/flow/run/close-run.ts": {
    by: "spec/flow/execution.close.spec.ts",
    because: "It is what `execution.close` does, and is seen from there alone.",
  },
  "lib/flow/run/execution-parent.ts": {
    by: "spec/flow/run/sub-flow-run.spec.ts",
    because: "It is the type of what a sub-flow knows of its parent.",
  },
  "lib/flow/run/flat-uuid.ts": {
    by: "spec/flow/run/lifecycle.spec.ts",
    because: "It is what an execution is called that nobody has named.",
  },
  "lib/flow/run/item.ts": {
    by: "spec/flow/operators/for-each.window.spec.ts",
    because: "It holds the places in a window, which are seen from the items alone.",
  },
  "lib/flow/run/remember-joins.ts": {
    by: "spec/flow/run/interrupts.answers.spec.ts",
    because: "It is what a failed answer leaves as it was, and is seen from the answers alone.",
  },
  "lib/flow/run/run-owner.ts": {
    by: "spec/flow/run/lifecycle.spec.ts",
    because: "It is a type; the lifecycle is its one tenant.",
  },
  "lib/flow/run/run-settings.ts": {
    by: "spec/flow/execution-options.spec.ts",
    because: "It is the type of what the options of an execution come to.",
  },
  "lib/flow/run/settlement.ts": {
    by: "spec/flow/run/lifecycle.spec.ts",
    because: "It keeps the promises of a lifecycle, which are seen from there alone.",
  },
  "lib/flow/run/signal-receipt.ts": {
    by: "spec/flow/run/emit.spec.ts",
    because: "It is the type of what an emit resolves with.",
  },
  "lib/flow/run/start-and-end.ts": {
    by: "spec/flow/flow-events.spec.ts",
    because: "It is how a run begins and ends on the bus; that spec holds the order of the events.",
  },
  "lib/flow/run/tell.ts": {
    by: "spec/flow/flow-events.spec.ts",
    because: "It is how events are told that only tell; that spec hears them.",
  },
  "lib/flow/run/too-late.ts": {
    by: "spec/flow/execution.signals.spec.ts",
    because: "It refuses what comes too late, whatever it is; that spec comes too late with signals.",
  },
  "lib/inject/containers.ts": {
    by: "spec/inject/container-scope.spec.ts",
    because: "It only passes tsyringe's own functions on; that spec uses each of them through the door.",
  },
  "lib/inject/name-of-token.ts": {
    by: "spec/inject/container-scope.spec.ts",
    because: "It is what errors call a token, and is seen in their messages alone.",
  },
  "lib/inject/tsyringe-injector.ts": {
    by: "spec/inject/bind-method.spec.ts",
    because: "It fills a port with three functions; everything that is injected goes through it.",
  },
  "lib/stream/delivery.ts": {
    by: "spec/stream/event-subject.spec.ts",
    because: "It holds the ends of the road, which are seen from the road alone.",
  },
  "lib/stream/event-log.ts": {
    by: "spec/stream/memory-log.spec.ts",
    because: "It is a port; its tenants are held to it by the storage contract.",
  },
  "lib/stream/stream-core.ts": {
    by: "spec/stream/memory-stream.spec.ts",
    because: "It is the type of a stream's inside, without code.",
  },
  "lib/stream/stream.ts": {
    by: "spec/stream/memory-stream.spec.ts",
    because: "It is the contract of streams, without code.",
  },
  "lib/model/chat-message.ts": {
    by: "spec/model/usage.spec.ts",
    because: "It is types without code: what is said to a model.",
  },
  "lib/model/model-part.ts": {
    by: "spec/model/usage.spec.ts",
    because: "It is types without code: what a model client tells.",
  },
  "lib/model/language-model.ts": {
    by: "spec/model/usage.spec.ts",
    because: "It is the port without code; the conformance kit tries its clients.",
  },
  "lib/model/json/json-item.ts": {
    by: "spec/model/usage.spec.ts",
    because: "It is types without code: what a reader of JSON tells.",
  },
  "lib/model/contract/written-side.ts": {
    by: "spec/model/contract/output-fit.spec.ts",
    because: "It is how contracts look into zod; what they find is seen from the fit and the shape alone.",
  },
  "lib/model/contract/typed-paths.ts": {
    by: "spec/types/typed-paths.test-d.ts",
    because: "It is types without code: the paths of an answer.",
  },
  "lib/model/json/json-builder.ts": {
    by: "spec/model/json/json-reader.spec.ts",
    because: "It is what a reader tells of one document, in the order that the property there holds.",
  },
  "lib/model/json/json-candidate.ts": {
    by: "spec/model/json/json-repairs.spec.ts",
    because: "It is the grammar with its leniency; the corpus there has each form of it.",
  },
  "lib/model/json/json-comment.ts": {
    by: "spec/model/json/json-repairs.spec.ts",
    because: "It passes over comments, whose places and cuts stand in the corpus.",
  },
  "lib/model/json/json-holder.ts": {
    by: "spec/model/json/json-reader.spec.ts",
    because: "It puts members where they belong; the keys of the documents there are the hard ones.",
  },
  "lib/model/json/json-items.ts": {
    by: "spec/model/json/json-reader.spec.ts",
    because: "It is the objects that a reader hands out.",
  },
  "lib/model/json/json-marks.ts": {
    by: "spec/model/json/json-repairs.spec.ts",
    because: "It is a table of characters; the corpus there has each of them.",
  },
  "lib/model/json/json-word.ts": {
    by: "spec/model/json/json-repairs.spec.ts",
    because: "It is what words mean, strict and lenient; the corpus there has each form.",
  },
  "lib/model/settings/check-setting.ts": {
    by: "spec/model/settings/settings.spec.ts",
    because: "It is what is refused at the door of settings, and is seen from the settings alone.",
  },
  "lib/model/settings/env-text.ts": {
    by: "spec/model/settings/settings.spec.ts",
    because: "It puts variables into settings, and is seen from the settings alone.",
  },
  "lib/model/settings/explain-setting.ts": {
    by: "spec/model/settings/settings.spec.ts",
    because: "It is what settings tell of themselves; the matrix of that spec asks them.",
  },
  "lib/model/settings/setting-path.ts": {
    by: "spec/model/settings/settings.spec.ts",
    because: "It is how paths of settings are read; their types stand in spec/types/settings.test-d.ts.",
  },
  "lib/model/settings/setting-tree.ts": {
    by: "spec/model/settings/settings.spec.ts",
    because: "It is how layers are merged; the matrix of that spec holds every pair.",
  },
  "lib/model/settings/settings-schema.ts": {
    by: "spec/model/settings/settings.spec.ts",
    because: "It is the list of settings; that spec sets and refuses them.",
  },
  "lib/model/contract/type-words.ts": {
    by: "spec/model/contract/describe-contract.spec.ts",
    because: "It is the words for single values, which stand in the whole that this spec holds.",
  },
  "lib/model/ai-sdk/ai-sdk-language-model.ts": {
    by: "spec/types/ai-sdk.test-d.ts",
    because: "It is types without code: the interface of the AI SDK; that spec holds it against the real one.",
  },
  "lib/testing/check-answer.ts": {
    by: "spec/testing/model-contract.spec.ts",
    because: "It is what the contract asks of an answer; that spec breaks it.",
  },
  "lib/testing/model-scenarios.ts": {
    by: "spec/testing/model-contract.spec.ts",
    because: "It is data: what the subjects of the contract play.",
  },
  "lib/testing/pause.ts": {
    by: "spec/testing/test-model.spec.ts",
    because: "It is how scripted models wait, and is seen from them alone.",
  },
  "lib/agent/events/approval-events.ts": {
    by: "spec/agent/middleware/approval-required.spec.ts",
    because: "It is the question and the answer of an approval; that spec asks and answers.",
  },
  "lib/agent/middleware/always-allowed.ts": {
    by: "spec/agent/middleware/approval-required.always.spec.ts",
    because: "It is what an approval remembers; that spec says always.",
  },
  "lib/agent/model-of-settings.ts": {
    by: "spec/agent/agent.spec.ts",
    because: "It is how agents find their model; that spec asks with every layer of settings.",
  },
  "lib/agent/request/answer-events.ts": {
    by: "spec/agent/request/request-run.spec.ts",
    because: "It is the events of an answer; the specs of the road hear and change each.",
  },
  "lib/agent/request/asking.ts": {
    by: "spec/agent/request/request-run.spec.ts",
    because: "It is the loop of attempts behind a run; every way through it is a title there.",
  },
  "lib/agent/request/attempt.ts": {
    by: "spec/agent/request/request-run.spec.ts",
    because: "It is one attempt; what it makes of a model's parts is seen from the log there.",
  },
  "lib/agent/request/field-events.ts": {
    by: "spec/agent/request/field-reader.spec.ts",
    because: "It is the events of fields; readers show them, and the specs of the road change them.",
  },
  "lib/agent/request/field-teller.ts": {
    by: "spec/agent/request/request-run.spec.ts",
    because: "It turns items of the JSON reader into events; order and replacement are seen from the log there.",
  },
  "lib/agent/request/judge-answer.ts": {
    by: "spec/agent/request/request-run.spec.ts",
    because: "It judges answers; each verdict has a title there.",
  },
  "lib/agent/request/request-draft.ts": {
    by: "spec/agent/request/agent-request.spec.ts",
    because: "It is the data behind a request; that spec sets each part of it.",
  },
  "lib/agent/request/request-events.ts": {
    by: "spec/agent/request/request-run.spec.ts",
    because: "It is the events of a request; their order is what that spec is about.",
  },
  "lib/agent/request/request-plan.ts": {
    by: "spec/agent/request/request-run.spec.ts",
    because: "It is types without code: what a request needs to run.",
  },
  "lib/agent/request/request-result.ts": {
    by: "spec/agent/request/request-run.spec.ts",
    because: "It is the getters and readers of a run, by which that spec looks at it.",
  },
  "lib/agent/request/request-voice.ts": {
    by: "spec/agent/request/request-run.spec.ts",
    because: "It is how a request speaks on its stream; interrupters and subscribers there answer it.",
  },
  "lib/agent/turn/ends-turn.ts": {
    by: "spec/agent/sub-agent/task.spec.ts",
    because: "It is a mark on errors; that spec throws what has to end a turn, and not only a task.",
  },
  "lib/agent/events/conversation-events.ts": {
    by: "spec/agent/conversation/checkpoint.spec.ts",
    because: "It is the event of a checkpoint; that spec makes and takes up checkpoints.",
  },
  "lib/agent/conversation/client-answers.ts": {
    by: "spec/agent/resumed-conversation.spec.ts",
    because: "It turns what clients give into results; that spec gives each form of it.",
  },
  "lib/testing/recorded-run.ts": {
    by: "spec/testing/replay-run.spec.ts",
    because: "It reads events into what a replay says; that spec replays every kind of run.",
  },
  "lib/testing/replayed-answers.ts": {
    by: "spec/testing/replay-run.spec.ts",
    because: "It is what tools and humans say in a replay, and is seen from there alone.",
  },
  "lib/testing/replayed-model.ts": {
    by: "spec/testing/replay-run.spec.ts",
    because: "It is the model of a replay, whose agents that spec asks.",
  },
  "lib/agent/turn/distinct-calls.ts": {
    by: "spec/agent/turn/turn.bad-input.spec.ts",
    because: "It renames calls; that spec lets models, middleware and interrupters give equal ids.",
  },
  "lib/agent/turn/turn-context.ts": {
    by: "spec/agent/turn/agent-run.abort.spec.ts",
    because: "It is the signal and the humans of a turn, which that spec gives up in each phase.",
  },
  "lib/telemetry/span-attributes.ts": {
    by: "spec/telemetry/telemetry.spec.ts",
    because: "It is the names and values of attributes, which are seen on the spans there.",
  },
  "lib/mcp/in-time.ts": {
    by: "spec/mcp/connect.spec.ts",
    because: "It ends requests with their time or their signal; that spec lets both run out.",
  },
  "lib/mcp/mcp-error.ts": {
    by: "spec/mcp/mcp-toolkit.spec.ts",
    because: "It names what goes wrong with a server; connecting and calling go wrong there in every way.",
  },
};
