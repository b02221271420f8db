// The public names of the everyday door, written by hand: agents, and requests to models.
export { Agent } from "../agent/agent.js";
export { type AgentMessage } from "../agent/agent-message.js";
export { type AgentOptions, type AskOptions, type ReplyOption, type TurnOptions } from "../agent/agent-options.js";
export { AgentReply } from "../agent/agent-reply.js";
export { type AgentStep, type AgentStepOptions, type StepData } from "../agent/agent-step.js";
export { type CheckpointOptions } from "../agent/conversation/checkpoint.js";
export { type ConversationJson, exportConversation, importConversation } from "../agent/conversation-json.js";
export { agentEvents } from "../agent/events/agent-events.js";
export { type AgentTags } from "../agent/events/agent-tags.js";
export { ConversationCheckpoint } from "../agent/events/conversation-events.js";
export { ToolApproval, ToolApprovalRequest } from "../agent/events/approval-events.js";
export {
  type GeneratedFile,
  ModelMessage,
  ModelMessageChunk,
  ModelReasoning,
  ModelRequest,
  ModelResponse,
} from "../agent/events/model-events.js";
export { ChildEvent, TaskCompleted, TaskFailed, TaskStarted } from "../agent/events/task-events.js";
export {
  ClientToolCall,
  ToolCall,
  ToolCalls,
  ToolError,
  ToolNotFound,
  ToolResult,
  ToolResults,
} from "../agent/events/tool-events.js";
export {
  MessageEnqueued,
  TurnCancelled,
  TurnCompleted,
  TurnEvent,
  TurnFailed,
  TurnStarted,
} from "../agent/events/turn-events.js";
export { type ApprovalOptions, approvalRequired } from "../agent/middleware/approval-required.js";
export { type HistoryLimit, limitHistory } from "../agent/middleware/limit-history.js";
export { limitTokens, type TokenLimit } from "../agent/middleware/limit-tokens.js";
export { logTurns, type TurnLog } from "../agent/middleware/log-turns.js";
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
} from "../agent/middleware/middleware.js";
export { onlyWhen } from "../agent/middleware/only-when.js";
export { type ModelRetry, retryModelCalls } from "../agent/middleware/retry-model-calls.js";
export { observer, type Observer } from "../agent/observer.js";
export { type PromptFunction, type PromptPart, type PromptSource } from "../agent/prompt-part.js";
export { ResumedConversation, type ResumeOptions } from "../agent/resumed-conversation.js";
export { type Tool, type ToolAbout, type ToolMethodOptions, type ToolRun } from "../agent/tool/create-tool.js";
export { type ToolDecorator } from "../agent/tool/decorated-tools.js";
export { FinalResult, finalResult } from "../agent/tool/final-result.js";
export { type AgentToolOptions } from "../agent/sub-agent/agent-tool.js";
export { type TaskInput } from "../agent/sub-agent/task.js";
export { persistentStream, type TaskStream, type TaskStreamFactory } from "../agent/sub-agent/task-stream.js";
export { TASK_DEPTH, type VariableSharing } from "../agent/sub-agent/task-variables.js";
export { clientTool, tool, type ToolOptions } from "../agent/tool/tool.js";
export { Toolkit, toolkit, type ToolkitOptions, type ToolSource } from "../agent/tool/toolkit.js";
export { type AgentRun, type RunStatus } from "../agent/turn/agent-run.js";
export { type TurnLimits } from "../agent/turn/turn-limits.js";
export { AgentRequest, type ResultOptions } from "../agent/request/agent-request.js";
export {
  MessageSkipped,
  OriginalDelta,
  ReasoningDelta,
  ReasoningDone,
  TextDelta,
  ToolDelta,
  ToolReady,
} from "../agent/request/answer-events.js";
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
} from "../agent/request/field-events.js";
export { type FieldItem, type FieldReader } from "../agent/request/field-reader.js";
export { type RestartRule } from "../agent/request/read-text.js";
export { type PromptVariables } from "../agent/request/request-draft.js";
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
} from "../agent/request/request-events.js";
export { type Validator, type Verdict } from "../agent/request/request-plan.js";
export {
  type FieldFuture,
  type WaitOptions,
  type RequestMeta,
  type RequestOutcome,
  type RequestResult,
  type ResultReadOptions,
} from "../agent/request/request-result.js";
export { type RequestStatus } from "../agent/request/request-run.js";
export { type EventClasses, type ViewItems, type ViewName, type ViewOptions } from "../agent/request/views.js";
