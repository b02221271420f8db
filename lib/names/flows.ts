// The public names of the everyday door, written by hand: TriggerFlow.
export { type Blueprint } from "../flow/definition/blueprint.js";
export {
  type BatchOptions,
  type Chain,
  type CollectOptions,
  type ForEachOptions,
  type MatchOptions,
  type SeparatorOptions,
  type StepOptions,
} from "../flow/definition/chain.js";
export { type MatchMode, type Root } from "../flow/definition/chain-scope.js";
export { type Chunk, type ChunkHandler, type Step } from "../flow/definition/chunk.js";
export { type ChunkData, type ChunkState, type FlowData, type Resume } from "../flow/definition/chunk-data.js";
export { type Condition, type ConditionData, type ConditionHandler } from "../flow/definition/condition.js";
export { type FlowContract } from "../flow/definition/flow-contract.js";
export { type ChunkOptions } from "../flow/definition/flow-start.js";
export { type Pause, type PauseOptions, type ResumeTo } from "../flow/definition/pause.js";
export { type AttemptOptions, type ChunkFailure, type Retry, type Settled } from "../flow/definition/step-options.js";
export {
  type CaptureSources,
  type CaptureView,
  type SubFlow,
  type SubFlowOptions,
  type WriteBackSources,
  type WriteBackView,
} from "../flow/definition/sub-flow.js";
export {
  type FlowDataTrigger,
  type StateTrigger,
  type Trigger,
  type WhenMode,
  type WhenOptions,
} from "../flow/definition/when-trigger.js";
export {
  type DispatchedField,
  dispatchFields,
  type DispatchOptions,
  type DispatchReport,
  type StreamedField,
} from "../flow/dispatch-fields.js";
export { type Execution } from "../flow/execution.js";
export {
  type CloseOptions,
  type ContinueOptions,
  type ExecutionOptions,
  type Outcome,
} from "../flow/execution-options.js";
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
} from "../flow/flow-events.js";
export { type SignalKind } from "../flow/flow-events.js";
export { type Bindings } from "../flow/export/bindings.js";
export { type BlueprintJson, type ContractJson } from "../flow/export/blueprint-schema.js";
export { type MermaidOptions } from "../flow/export/mermaid.js";
export { type NodeState, nodeStatuses, type NodeStatus } from "../flow/export/run-overlay.js";
export { type FlowAttachOptions } from "../flow/run/attach-flow.js";
export { type Interrupt, type InterruptItem, isInterruptItem } from "../flow/run/interrupt.js";
export { type ExecutionStatus } from "../flow/run/settlement.js";
export { type ReadOptions, type RuntimeStreamReader } from "../flow/run/runtime-stream.js";
export { type EmitOptions, type PostOptions, type SignalReceipt } from "../flow/run/signal-receipt.js";
export { type StalledJoin, type StalledPart, type StallReport } from "../flow/run/stall-report.js";
export { type ExecutionSnapshot } from "../flow/snapshot/snapshot.js";
export { type FlowOptions, type LoadBlueprintOptions, TriggerFlow } from "../flow/trigger-flow.js";
