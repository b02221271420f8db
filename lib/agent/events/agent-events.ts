// All events of agents in one list: for streams and decoders that should know them before the first one comes.
import type { BaseEvent } from "../../event/base-event.js";
import { classInfo } from "../../event/event-class.js";
import type { EventConstructor } from "../../event/event-statics.js";
import { HumanInputRequest, HumanMessage } from "../../stream/human-input.js";
import { UsageEvent } from "../request/request-events.js";
import { ConversationCheckpoint } from "./conversation-events.js";
import { ToolApproval, ToolApprovalRequest } from "./approval-events.js";
import { ModelMessage, ModelMessageChunk, ModelReasoning, ModelRequest, ModelResponse } from "./model-events.js";
import { ChildEvent, TaskCompleted, TaskFailed, TaskStarted } from "./task-events.js";
import {
  ClientToolCall,
  ToolCall,
  ToolCalls,
  ToolError,
  ToolNotFound,
  ToolResult,
  ToolResults,
} from "./tool-events.js";

/**
 * The event classes of agents, for `new MemoryStream({ events: agentEvents })` and `decodeEvent(json, { events: agentEvents })`:
 * a process that only reads what agents elsewhere have recorded has not met them yet.
 */
export const agentEvents: readonly EventConstructor<BaseEvent>[] = [
  ModelRequest,
  ModelMessageChunk,
  ModelReasoning,
  ModelMessage,
  ModelResponse,
  ToolCalls,
  ToolCall,
  ClientToolCall,
  ToolResult,
  ToolError,
  ToolNotFound,
  ToolResults,
  TaskStarted,
  TaskCompleted,
  TaskFailed,
  ChildEvent,
  UsageEvent,
  HumanInputRequest,
  HumanMessage,
  ConversationCheckpoint,
  ToolApprovalRequest,
  ToolApproval,
];

let isBound = false;

/** Binds them to their types, once: an agent is about to send them. Throws EVENT_TYPE_TAKEN. */
export function bindAgentEvents(): void {
  if (isBound) return;
  for (const constructor of agentEvents) classInfo(constructor);
  isBound = true;
}
