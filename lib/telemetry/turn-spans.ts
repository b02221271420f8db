// The spans of one turn: its own, and one for each step. It begins with its first step and ends with the turn's last event.
import { type Attributes, type Context as Trace, type Span, SpanKind, trace, type Tracer } from "@opentelemetry/api";
import type { ModelRequest, ModelResponse } from "../agent/events/model-events.js";
import { ToolError, type ToolResult } from "../agent/events/tool-events.js";
import { TurnCancelled, TurnCompleted, TurnFailed } from "../agent/events/turn-events.js";
import type { HumanStep, Middleware, ModelStep, ToolStep, TurnStep } from "../agent/middleware/middleware.js";
import { MillraceError } from "../errors/millrace-error.js";
import { where } from "../filter/where.js";
import type { Context } from "../stream/context.js";
import { HumanMessage } from "../stream/human-input.js";
import type { Subscription } from "../stream/subscription.js";
import { activeTrace, isIn, runIn } from "./active-span.js";
import {
  callAttributes,
  inputMessages,
  markFailed,
  outputMessages,
  requestAttributes,
  responseAttributes,
  resultText,
  spanAttributes,
  type SpanNames,
  type SpanType,
} from "./span-attributes.js";

/** How the spans of a turn are made. */
export interface SpanSettings extends SpanNames {
  readonly tracer: Tracer;
  readonly captureContent: boolean;
  readonly attributes: Attributes;
}

/** A span under way. */
interface OpenSpan {
  readonly span: Span;
  /** The context in which it is the active one. */
  readonly trace: Trace;
}

/** A turn as spans. */
export class TurnSpans implements Middleware {
  readonly name = "telemetry";
  private readonly agent: string;
  private readonly turn: OpenSpan;
  /** The steps under way; what ends them early. */
  private readonly open = new Map<Span, Disposable | undefined>();
  private readonly ending: Subscription;

  constructor(
    private readonly settings: SpanSettings,
    request: ModelRequest,
    context: Context,
  ) {
    const { agentName, captureContent: _, ...names } = settings;
    this.agent = agentName ?? request.agent ?? "agent";
    const about = { "gen_ai.agent.name": this.agent, ...requestAttributes(names) };
    this.turn = this.begin("agent", "invoke_agent", this.agent, about, activeTrace());
    // The turn may fail behind its middleware, or be resumed, which has no turn step; its last event is told in any case.
    const { turn = "" } = request;
    const ends = where(TurnCompleted, { turn }).or(where(TurnFailed, { turn })).or(where(TurnCancelled, { turn }));
    const finish = (event: unknown): void => {
      this.end(event);
    };
    this.ending = context.stream.where(ends).subscribe(finish, { name: "telemetry", onError: "report" });
  }

  async onTurn(step: TurnStep): Promise<ModelResponse> {
    try {
      return await runIn(this, this.turn.trace, () => step.next());
    } catch (error) {
      if (this.ending.closed) this.end(error); // the stream is closed, and the turn cannot tell its end
      throw error;
    }
  }

  onModelCall(step: ModelStep): Promise<ModelResponse> {
    const { modelName, captureContent } = this.settings;
    const about = {
      ...requestAttributes(this.settings),
      ...(captureContent ? { "gen_ai.input.messages": inputMessages(step.messages) } : {}),
    };
    return this.within("llm", "chat", modelName, about, async (span) => {
      const response = await step.next();
      if (modelName === undefined && response.model !== undefined) span.updateName(`chat ${response.model}`);
      span.setAttributes(responseAttributes(response, this.settings));
      if (captureContent) span.setAttributes(outputMessages(response));
      return response;
    });
  }

  onToolCall(step: ToolStep): Promise<ToolResult> {
    const { captureContent } = this.settings;
    const { call } = step;
    const about = {
      ...callAttributes(call),
      ...(captureContent ? { "gen_ai.tool.call.arguments": call.arguments } : {}),
    };
    return this.within("tool", "execute_tool", call.name, about, async (span) => {
      const result = await step.next();
      if (captureContent) span.setAttribute("gen_ai.tool.call.result", resultText(result));
      if (result instanceof ToolError) markFailed(span, result.error);
      return result;
    });
  }

  async onHumanInput(step: HumanStep, { stream, signal }: Context): Promise<HumanMessage | undefined> {
    const { captureContent } = this.settings;
    const { requestId, content, timeoutMs } = step.request;
    const about = {
      "gen_ai.agent.name": this.agent,
      ...(captureContent ? { "millrace.human_input.prompt": content } : {}),
    };
    const opened = this.begin("human_input", "await_human_input", this.agent, about, this.parent());
    const { span } = opened;
    // The hook may leave the answer to whoever sends it on the stream, and the span lasts until then.
    const elsewhere = stream.get(where(HumanMessage, { requestId }), {
      signal,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    this.open.set(span, elsewhere);
    const answered = (message: HumanMessage): void => {
      if (captureContent) span.setAttribute("millrace.human_input.response", message.content);
      this.close(span);
    };
    const failed = (error: unknown): void => {
      if (this.open.has(span)) markFailed(span, error);
      this.close(span);
    };
    try {
      const said = await runIn(this, opened.trace, () => step.next());
      if (said === undefined) elsewhere.then(answered, failed);
      else answered(said);
      return said;
    } catch (error) {
      failed(error);
      throw error;
    }
  }

  private async within<T>(
    type: SpanType,
    operation: string,
    what: string | undefined,
    about: Attributes,
    work: (span: Span) => Promise<T>,
  ): Promise<T> {
    const { span, trace: inside } = this.begin(type, operation, what, about, this.parent());
    this.open.set(span, undefined);
    try {
      return await runIn(this, inside, () => work(span));
    } catch (error) {
      markFailed(span, error);
      throw error;
    } finally {
      this.close(span);
    }
  }

  private begin(
    type: SpanType,
    operation: string,
    what: string | undefined,
    about: Attributes,
    parent: Trace,
  ): OpenSpan {
    const { tracer, attributes: common } = this.settings;
    const attributes = { ...common, ...spanAttributes(type, operation), ...about };
    const kind = type === "llm" ? SpanKind.CLIENT : SpanKind.INTERNAL;
    const span = tracer.startSpan(
      what === undefined ? operation : `${operation} ${what}`,
      { kind, attributes },
      parent,
    );
    return { span, trace: trace.setSpan(parent, span) };
  }

  // A resumed turn begins with its steps, outside of any that this one has begun.
  private parent(): Trace {
    return isIn(this) ? activeTrace() : this.turn.trace;
  }

  private close(span: Span): void {
    const rest = this.open.get(span);
    if (!this.open.delete(span)) return;
    rest?.[Symbol.dispose]();
    span.end();
  }

  private end(how: unknown): void {
    this.ending.unsubscribe();
    for (const span of [...this.open.keys()]) {
      markFailed(span, new MillraceError("ABORTED", "The turn ended before this step."));
      this.close(span);
    }
    const { span } = this.turn;
    if (how instanceof TurnCancelled) {
      markFailed(span, new MillraceError("ABORTED", "The turn was given up.", { cause: how.reason }));
    } else if (!(how instanceof TurnCompleted)) {
      markFailed(span, how instanceof TurnFailed ? how.error : how);
    }
    span.end();
  }
}
