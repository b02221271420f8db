// Spans of an agent's turns, for OpenTelemetry: what authors say, and a middleware for each turn.
import { type Attributes, trace, type Tracer, type TracerProvider } from "@opentelemetry/api";
import type { Middleware } from "../agent/middleware/middleware.js";
import type { ModelRequest } from "../agent/events/model-events.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import type { Context } from "../stream/context.js";
import { TurnSpans } from "./turn-spans.js";

/** Options of {@link telemetry}; all optional. */
export interface TelemetryOptions {
  /** Makes the spans. Default: the tracer `millrace` of `tracerProvider`. */
  readonly tracer?: Tracer;
  /** Default: the provider that is registered for the process; nobody has registered one: no spans. */
  readonly tracerProvider?: TracerProvider;
  /** Also puts what is said into spans: messages, arguments, results, questions and answers. Default: false. */
  readonly captureContent?: boolean;
  /** Default: the agent's own name. */
  readonly agentName?: string;
  /** `gen_ai.provider.name`. Default: what the model's answer says, on the spans of its calls. */
  readonly providerName?: string;
  /** `gen_ai.request.model`. Default: what the model's answer says, on the spans of its calls. */
  readonly modelName?: string;
  /** For every span; what a span says itself goes over them. */
  readonly attributes?: Attributes;
}

const NAMES = [
  ...["tracer", "tracerProvider", "captureContent"],
  ...["agentName", "providerName", "modelName", "attributes"],
];

/**
 * A middleware that tells OpenTelemetry of an agent's turns, by the conventions for generative AI:
 *
 * ```ts
 * new Agent("clerk", { model, tools, middleware: [telemetry({ tracerProvider })] });
 * // invoke_agent clerk
 * //   chat gpt-5
 * //   execute_tool search
 * //     await_human_input clerk
 * //   chat gpt-5
 * ```
 *
 * Put it first, so that its spans hold what other middleware does. A span's parent is the one that is active where its step
 * begins, so that sub-agents are below the tool that asks them; it works with the context manager that is registered, and
 * without one. The span of a turn ends with the turn, failed and given up ones with status ERROR. A tool that fails marks its
 * span, and the turn goes on. Questions to humans have spans where the agent has a `humanInput`.
 *
 * @throws OPTION_INVALID.
 */
export function telemetry(options: TelemetryOptions = {}): (request: ModelRequest, context: Context) => Middleware {
  refuseUnknown("telemetry", options, NAMES);
  const { tracerProvider, captureContent = false, attributes = {}, ...names } = options;
  const tracer = options.tracer ?? (tracerProvider ?? trace).getTracer("millrace");
  return (request, context) => new TurnSpans({ ...names, tracer, captureContent, attributes }, request, context);
}
