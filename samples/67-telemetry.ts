/**
 * An agent's turn as spans of OpenTelemetry, with a helper whose own turn is below the tool that asks it.
 *
 * Prints:
 *   invoke_agent clerk
 *     chat test: 21 + 4 tokens
 *     execute_tool archive
 *       invoke_agent archivist
 *         chat test: 9 + 2 tokens
 *     chat test: 30 + 4 tokens
 *     execute_tool scales: failed with RangeError, they are broken
 *     chat test: 40 + 6 tokens
 *   everything said: none of it
 */
import assert from "node:assert/strict";
import { SpanStatusCode } from "@opentelemetry/api";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { Agent, type Context, tool } from "millrace";
import { telemetry } from "millrace/telemetry";
import { TestModel } from "millrace/testing";

// A program registers its own provider and says telemetry(); here the spans stay in memory.
const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const middleware = [telemetry({ tracerProvider })];

const archivist = new Agent("archivist", {
  model: new TestModel({ text: "Built in 1712.", usage: { inputTokens: 9, outputTokens: 2 } }),
  middleware,
});
const archive = tool({
  name: "archive",
  description: "Asks the archivist.",
  run: async (_: unknown, context: Context) => (await archivist.ask("How old is the mill?", { context })).body,
});
const scales = tool({
  name: "scales",
  run: () => {
    throw new RangeError("they are broken");
  },
});

const clerk = new Agent("clerk", {
  model: new TestModel(
    { toolCalls: [{ name: "archive" }], usage: { inputTokens: 21, outputTokens: 4 } },
    { toolCalls: [{ name: "scales" }], usage: { inputTokens: 30, outputTokens: 4 } },
    { text: "From 1712, weight unknown.", usage: { inputTokens: 40, outputTokens: 6 } },
  ),
  tools: [archive, scales],
  middleware,
});
const reply = await clerk.ask("How old and how heavy?");

const spans = exporter.getFinishedSpans();

function show(parent: string | undefined, indent: string): void {
  // Steps follow each other here, so that they end in the order in which they began.
  for (const span of spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent)) {
    const { name, status, attributes } = span;
    const tokens = `${String(attributes["gen_ai.usage.input_tokens"])} + ${String(attributes["gen_ai.usage.output_tokens"])} tokens`;
    const failed = `failed with ${String(attributes["error.type"])}, ${status.message ?? ""}`;
    const more = status.code === SpanStatusCode.ERROR ? `: ${failed}` : name.startsWith("chat") ? `: ${tokens}` : "";
    console.log(indent + name + more);
    show(span.spanContext().spanId, `${indent}  `);
  }
}
show(undefined, "");

const said = JSON.stringify(spans.map(({ attributes }) => attributes));
console.log("everything said:", /1712|heavy/.test(said) ? said : "none of it");

assert.equal(reply.body, "From 1712, weight unknown.");
assert.equal(new Set(spans.map((span) => span.spanContext().traceId)).size, 1);

// How it works
// - `telemetry` is a middleware; its names are those of OpenTelemetry's conventions for generative AI.
// - What is said stays out of spans: `captureContent: true` puts messages, arguments, results and questions into them.
// - Spans are below what is active where they begin, so that a request of your program holds the turns that it asks for.
