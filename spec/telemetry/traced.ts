/** Spans in memory: what an agent with telemetry has told, as plain data and as a tree. */
import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, type ContextManager, ROOT_CONTEXT, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace-base";

/** A provider that keeps what ends. */
export class Traced {
  private readonly exporter = new InMemorySpanExporter();
  readonly #begun: string[] = [];
  readonly tracerProvider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(this.exporter), this.noting()],
  });

  get spans(): readonly ReadableSpan[] {
    return this.exporter.getFinishedSpans();
  }

  /** The one span of this name. */
  span(name: string): ReadableSpan {
    const found = this.spans.filter((span) => span.name === name);
    if (found.length !== 1)
      throw new Error(`${String(found.length)} spans are called ${name}: ${this.tree().join(", ")}`);
    return found[0]!;
  }

  /** The names, each below its parent, in the order of their beginnings. */
  tree(): readonly string[] {
    const below = (parent: string | undefined, depth: number): string[] =>
      this.spans
        .filter((span) => span.parentSpanContext?.spanId === parent)
        .sort((one, other) => this.order(one) - this.order(other))
        .flatMap((span) => ["  ".repeat(depth) + span.name, ...below(span.spanContext().spanId, depth + 1)]);
    return below(undefined, 0);
  }

  private order(span: ReadableSpan): number {
    return this.#begun.indexOf(span.spanContext().spanId);
  }

  // Times of spans are too coarse to tell who began first.
  private noting(): SpanProcessor {
    const nothing = (): Promise<void> => Promise.resolve();
    return {
      onStart: (span) => void this.#begun.push(span.spanContext().spanId),
      onEnd: () => undefined,
      forceFlush: nothing,
      shutdown: nothing,
    };
  }
}

/** What went wrong in a span. */
export function failureOf({ status, events, attributes }: ReadableSpan): unknown {
  return {
    isError: status.code === SpanStatusCode.ERROR,
    message: status.message,
    type: attributes["error.type"],
    recorded: events.map((event) => event.attributes?.["exception.message"]),
  };
}

export const isClient = ({ kind }: ReadableSpan): boolean => kind === SpanKind.CLIENT;
export const isInternal = ({ kind }: ReadableSpan): boolean => kind === SpanKind.INTERNAL;

/** A context manager as programs register it, over Node's own storage. */
export class AsyncContexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    work: F,
    self?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(context, () => work.apply(self, args));
  }

  bind<T>(_context: Context, target: T): T {
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#storage.disable();
    return this;
  }
}
