// The everyday door: events, filters, streams, context, injection and flows. What stands here is public, and nothing else.
import "reflect-metadata";
import "./filter/event-filters.js";
import "./inject/tsyringe-injector.js";
export { MillraceError, type MillraceErrorOptions } from "./errors/millrace-error.js";
export { type ErrorCode } from "./errors/error-codes.js";
export { type Clock, currentClock, systemClock, useClock } from "./primitives/clock.js";
export { BaseEvent, type EventFields } from "./event/base-event.js";
export { defineEvent, type DefineEventOptions, type EventClass } from "./event/define-event.js";
export { type EventShape } from "./event/event-shape.js";
export { type EventConstructor } from "./event/event-statics.js";
export { decodeEvent, type DecodeEventOptions, encodeEvent, type EventJson } from "./event/event-codec.js";
export { UnknownEvent } from "./event/unknown-event.js";
export { type EventOf, Filter, type FilterInput } from "./filter/filter.js";
export { type Field } from "./filter/field.js";
export { type FilterJson } from "./filter/filter-json.js";
export { parseFilter, where } from "./filter/where.js";
export { type Attachment } from "./stream/attach.js";
export { EventSuppressed, HandlerFailed } from "./stream/bus-events.js";
export { type Context, type InputOptions, type OwnedContext } from "./stream/context.js";
export { type ContextOptions } from "./stream/context-scope.js";
export { type EventFuture, type GetOptions } from "./stream/event-future.js";
export {
  type EventLog,
  type EventLogOptions,
  type LogMark,
  type LogTail,
  type RecordedEvents,
  type Storage,
} from "./stream/event-log.js";
export { type EventExplanation, type ExplainOptions, type SubscriptionExplanation } from "./stream/explain.js";
export { subscribe } from "./stream/handler-decorator.js";
export { type History, type ReplayTarget } from "./stream/history.js";
export { type HumanAnswer, type HumanInput, HumanInputRequest, HumanMessage } from "./stream/human-input.js";
export { type EventJoin, type JoinOptions, type Overflow } from "./stream/join.js";
export { MemoryStream, type MemoryStreamOptions } from "./stream/memory-stream.js";
export { type Stream } from "./stream/stream.js";
export { type StreamView } from "./stream/stream-view.js";
export {
  type ErrorPolicy,
  type Handler,
  type Interrupter,
  type SubscribeOptions,
  type Subscription,
} from "./stream/subscription.js";
export { inject } from "./inject/inject.js";
export { Depends, Inject, Variable } from "./inject/markers.js";
export { type Marker } from "./inject/marker.js";
export { token } from "./inject/token.js";
export { type Container, type Injectable, type Token } from "./stream/injection-port.js";
export { container, injectable, Lifecycle, scoped, singleton } from "./inject/containers.js";
export { MemoryStorage } from "./storage/memory-storage.js";
export { type Blueprint } from "./flow/definition/blueprint.js";
export {
  type BatchOptions,
  type Chain,
  type CollectOptions,
  type ForEachOptions,
  type MatchOptions,
  type SeparatorOptions,
  type StepOptions,
} from "./flow/definition/chain.js";
export { type MatchMode, type Root } from "./flow/definition/chain-scope.js";
export { type Chunk, type ChunkHandler, type Step } from "./flow/definition/chunk.js";
export { type ChunkData, type ChunkState, type FlowData, type Resume } from "./flow/definition/chunk-data.js";
export { type Condition, type ConditionData, type ConditionHandler } from "./flow/definition/condition.js";
export { type FlowContract } from "./flow/definition/flow-contract.js";
export { type ChunkOptions } from "./flow/definition/flow-start.js";
export { type Pause, type PauseOptions, type ResumeTo } from "./flow/definition/pause.js";
export { type AttemptOptions, type ChunkFailure, type Retry, type Settled } from "./flow/definition/step-options.js";
export {
  type CaptureSources,
  type CaptureView,
  type SubFlow,
  type SubFlowOptions,
  type WriteBackSources,
  type WriteBackView,
} from "./flow/definition/sub-flow.js";
export {
  type FlowDataTrigger,
  type StateTrigger,
  type Trigger,
  type WhenMode,
  type WhenOptions,
} from "./flow/definition/when-trigger.js";
export {
  type DispatchedField,
  dispatchFields,
  type DispatchOptions,
  type DispatchReport,
  type StreamedField,
} from "./flow/dispatch-fields.js";
export { type Execution } from "./flow/execution.js";
export {
  type CloseOptions,
  type ContinueOptions,
  type ExecutionOptions,
  type Outcome,
} from "./flow/execution-options.js";
export {
  ChunkEnded,
  ChunkEvent,
  ChunkFailed,
  ChunkPaused,
  ChunkResumed,
  ChunkRetrying,
  ChunkStarted,
  ExecutionCancelled,
  ExecutionCompleted,
  ExecutionFailed,
  ExecutionStarted,
  FlowEvent,
  FlowNote,
  FlowSignal,
  ForEachProgress,
  PauseEvent,
  ResultSet,
  RuntimeStreamStopped,
  StreamItemPut,
} from "./flow/flow-events.js";
export { type SignalKind } from "./flow/flow-events.js";
export { type Bindings } from "./flow/export/bindings.js";
export { type BlueprintJson, type ContractJson } from "./flow/export/blueprint-schema.js";
export { type MermaidOptions } from "./flow/export/mermaid.js";
export { type NodeState, nodeStatuses, type NodeStatus } from "./flow/export/run-overlay.js";
export { type FlowAttachOptions } from "./flow/run/attach-flow.js";
export { type Interrupt, type InterruptItem, isInterruptItem } from "./flow/run/interrupt.js";
export { type ExecutionStatus } from "./flow/run/settlement.js";
export { type ReadOptions, type RuntimeStreamReader } from "./flow/run/runtime-stream.js";
export { type EmitOptions, type PostOptions, type SignalReceipt } from "./flow/run/signal-receipt.js";
export { type StalledJoin, type StalledPart, type StallReport } from "./flow/run/stall-report.js";
export { type ExecutionSnapshot } from "./flow/snapshot/snapshot.js";
export { type FlowOptions, type LoadBlueprintOptions, TriggerFlow } from "./flow/trigger-flow.js";
export { Agent } from "./agent/agent.js";
export { type AgentMessage } from "./agent/agent-message.js";
export { type AgentOptions, type AskOptions, type ReplyOption, type TurnOptions } from "./agent/agent-options.js";
export { AgentReply } from "./agent/agent-reply.js";
export { type AgentStep, type AgentStepOptions, type StepData } from "./agent/agent-step.js";
export { type CheckpointOptions } from "./agent/conversation/checkpoint.js";
export { type ConversationJson, exportConversation, importConversation } from "./agent/conversation-json.js";
export { agentEvents } from "./agent/events/agent-events.js";
export { type AgentTags } from "./agent/events/agent-tags.js";
export { ConversationCheckpoint } from "./agent/events/conversation-events.js";
export { ToolApproval, ToolApprovalRequest } from "./agent/events/approval-events.js";
export {
  type GeneratedFile,
  ModelMessage,
  ModelMessageChunk,
  ModelReasoning,
  ModelRequest,
  ModelResponse,
} from "./agent/events/model-events.js";
export { ChildEvent, TaskCompleted, TaskFailed, TaskStarted } from "./agent/events/task-events.js";
export {
  ClientToolCall,
  ToolCall,
  ToolCalls,
  ToolError,
  ToolNotFound,
  ToolResult,
  ToolResults,
} from "./agent/events/tool-events.js";
export {
  MessageEnqueued,
  TurnCancelled,
  TurnCompleted,
  TurnEvent,
  TurnFailed,
  TurnStarted,
} from "./agent/events/turn-events.js";
export { type ApprovalOptions, approvalRequired } from "./agent/middleware/approval-required.js";
export { type HistoryLimit, limitHistory } from "./agent/middleware/limit-history.js";
export { limitTokens, type TokenLimit } from "./agent/middleware/limit-tokens.js";
export { logTurns, type TurnLog } from "./agent/middleware/log-turns.js";
export {
  type HumanStep,
  type Middleware,
  type MiddlewareSource,
  type ModelInput,
  type ModelStep,
  type Soon,
  type ToolMiddleware,
  type ToolStep,
  type TurnStep,
} from "./agent/middleware/middleware.js";
export { onlyWhen } from "./agent/middleware/only-when.js";
export { type ModelRetry, retryModelCalls } from "./agent/middleware/retry-model-calls.js";
export { observer, type Observer } from "./agent/observer.js";
export { type PromptFunction, type PromptPart, type PromptSource } from "./agent/prompt-part.js";
export { ResumedConversation, type ResumeOptions } from "./agent/resumed-conversation.js";
export { type Tool, type ToolAbout, type ToolMethodOptions, type ToolRun } from "./agent/tool/create-tool.js";
export { type ToolDecorator } from "./agent/tool/decorated-tools.js";
export { FinalResult, finalResult } from "./agent/tool/final-result.js";
export { type AgentToolOptions } from "./agent/sub-agent/agent-tool.js";
export { type TaskInput } from "./agent/sub-agent/task.js";
export { persistentStream, type TaskStream, type TaskStreamFactory } from "./agent/sub-agent/task-stream.js";
export { TASK_DEPTH, type VariableSharing } from "./agent/sub-agent/task-variables.js";
export { clientTool, tool, type ToolOptions } from "./agent/tool/tool.js";
export { Toolkit, toolkit, type ToolkitOptions, type ToolSource } from "./agent/tool/toolkit.js";
export { type AgentRun, type RunStatus } from "./agent/turn/agent-run.js";
export { type TurnLimits } from "./agent/turn/turn-limits.js";
export { AgentRequest, type ResultOptions } from "./agent/request/agent-request.js";
export {
  MessageSkipped,
  OriginalDelta,
  ReasoningDelta,
  ReasoningDone,
  TextDelta,
  ToolDelta,
  ToolReady,
} from "./agent/request/answer-events.js";
export {
  FieldDelta,
  FieldDiscarded,
  FieldDone,
  FieldEvent,
  FieldReset,
  FieldTruncated,
  OutputRepaired,
  type ResetReason,
  type StreamingData,
} from "./agent/request/field-events.js";
export { type FieldItem, type FieldReader } from "./agent/request/field-reader.js";
export { type RestartRule } from "./agent/request/read-text.js";
export { type PromptVariables } from "./agent/request/request-draft.js";
export {
  AttemptFirstToken,
  AttemptHeaders,
  type AttemptReason,
  AttemptStarted,
  AttemptSuperseded,
  type ErrorSummary,
  type LogPlace,
  OutputAccepted,
  OutputRejected,
  PromptBuilt,
  RequestCancelled,
  RequestCompleted,
  RequestDequeued,
  RequestEvent,
  RequestFailed,
  RequestQueued,
  RequestStarted,
  UsageEvent,
  type UsageOrigin,
} from "./agent/request/request-events.js";
export { type Validator, type Verdict } from "./agent/request/request-plan.js";
export {
  type FieldFuture,
  type WaitOptions,
  type RequestMeta,
  type RequestOutcome,
  type RequestResult,
  type ResultReadOptions,
} from "./agent/request/request-result.js";
export { type RequestStatus } from "./agent/request/request-run.js";
export { type EventClasses, type ViewItems, type ViewName, type ViewOptions } from "./agent/request/views.js";
export { type AiSdkLanguageModel } from "./model/ai-sdk/ai-sdk-language-model.js";
export { aiSdkModel, type AiSdkModelOptions } from "./model/ai-sdk/ai-sdk-model.js";
export {
  type AudioPart,
  type ChatMessage,
  type ContentPart,
  type FilePart,
  type ImagePart,
  type ProviderFile,
  type RequestedCall,
  type TextPart,
} from "./model/chat-message.js";
export { type OutputIssue } from "./model/contract/output-issue.js";
export { type OutputOf, type OutputShape } from "./model/contract/output-shape.js";
export { type FieldPath, type FieldValue } from "./model/contract/typed-paths.js";
export { type PathSegment, type Provenance } from "./model/json/json-item.js";
export {
  type CallDescription,
  type LanguageModel,
  type ModelCall,
  type ModelTimeouts,
  type ResponseFormat,
  type ToolDescription,
} from "./model/language-model.js";
export { type FinishReason, type ModelPart } from "./model/model-part.js";
export { type OpenAICompatibleOptions } from "./model/openai/client-options.js";
export { type KeySelection } from "./model/openai/key-pool.js";
export { type LimitOptions, ModelLimits } from "./model/openai/limits.js";
export { openaiCompatible } from "./model/openai/openai-compatible.js";
export {
  audio,
  type AudioOptions,
  file,
  image,
  type ImageDetail,
  type ImageOptions,
  type NamedImage,
} from "./model/prompt/attachment.js";
export { type AttachmentOptions, type FileIdSource, type PathSource } from "./model/prompt/attachment-source.js";
export { type PromptSection } from "./model/prompt/render-prompt.js";
export { type RetryPolicy } from "./model/retry-policy.js";
export { settings } from "./model/settings/package-settings.js";
export {
  type SettingInput,
  type SettingPath,
  type SettingsInput,
  type SettingValue,
} from "./model/settings/setting-path.js";
export { type SettingExplanation } from "./model/settings/explain-setting.js";
export { Settings } from "./model/settings/settings.js";
export { type SettingsSnapshot } from "./model/settings/settings-snapshot.js";
export { type Usage } from "./model/usage.js";
