/** Random stories of turns: what models say, what tools, interrupters, subscribers and humans do, and when somebody gives up. */
import {
  type Agent,
  type BaseEvent,
  ClientToolCall,
  clientTool,
  type Context,
  type EventConstructor,
  finalResult,
  HandlerFailed,
  HumanInputRequest,
  HumanMessage,
  type MemoryStream,
  type Middleware,
  MillraceError,
  ModelMessage,
  ModelMessageChunk,
  ModelRequest,
  ModelResponse,
  type Tool,
  tool,
  ToolCall,
  ToolCalls,
  ToolError,
  ToolResult,
  ToolResults,
} from "millrace";
import { TestModel, type TestTurn } from "millrace/testing";
import fc from "fast-check";
import { z } from "zod";
import { currentClock } from "../../../lib/primitives/clock.js";

/** A wait on the clock in force. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => void currentClock().schedule(ms, resolve));
}

const never = (): Promise<never> => new Promise(() => undefined);

const TOOLS = [
  ...["now", "soon", "slow", "throws", "odd", "bigint", "cycle", "nothing", "obeys", "deaf", "late", "final"],
  ...["client", "human", "sends", "delegates", "reenters", "unknown", "__proto__"],
];

/** Whom the tools of the story ask that is told now: schemas take longer to make than stories. */
export const world: { main?: Agent; sub?: Agent; stream?: MemoryStream } = {};

const input = z.object({ q: z.string().optional() });

function makeTools(): Tool[] {
  const make = (name: string, run: (input: { q?: string | undefined }, context: Context) => unknown): Tool =>
    tool({
      name,
      input,
      ...(name === "late" || name === "slow" ? { timeoutMs: 30 } : {}),
      run,
    });
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  return [
    make("now", ({ q }) => q ?? "now"),
    make("soon", async () => Promise.resolve({ at: 1 })),
    make("slow", async () => delay(20).then(() => "slow")),
    make("throws", () => {
      throw new Error("boom");
    }),
    make("odd", () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- that is the point
      throw Object.create(null);
    }),
    make("bigint", () => ({ n: 1n })),
    make("cycle", () => cycle),
    make("nothing", () => undefined),
    make("obeys", async (_, { signal }) => {
      await new Promise((_resolve, reject) => {
        if (signal.aborted) reject(new Error("stopped"));
        signal.addEventListener("abort", () => {
          reject(new Error("stopped"));
        });
      });
    }),
    make("deaf", never),
    make("late", never),
    make("final", ({ q }) => finalResult(q)),
    clientTool({ name: "client" }),
    make("human", async (_, context) => context.input("Sure?", { timeoutMs: 100 })),
    make("sends", async (_, context) => context.send(new HumanMessage({ content: "by the way" }))),
    make("delegates", async (_, context) => (await world.sub?.ask("Go on.", { context }))?.body),
    make(
      "reenters",
      async (_, { signal }) =>
        (await world.main?.ask("Me again.", { signal, stream: world.stream as MemoryStream }))?.body,
    ),
  ];
}

/** What the tools of a story do. */
export const tools = makeTools();

const call = fc.record({
  name: fc.constantFrom(...TOOLS),
  arguments: fc.constantFrom<unknown>({}, { q: "tea" }, { q: 7 }, "{broken", "", "[1]", "null"),
  callId: fc.constantFrom("", "same", "same", "c1", "c2", undefined),
});

const saying: fc.Arbitrary<TestTurn> = fc
  .record({
    text: fc.constantFrom(undefined, "", "Well then.", "Fünf 😀 pieces"),
    reasoning: fc.constantFrom(undefined, "Let me think."),
    toolCalls: fc.array(call, { maxLength: 4 }),
    pieces: fc.integer({ min: 1, max: 5 }),
    delayMs: fc.constantFrom(0, 0, 7),
    usage: fc.constantFrom(undefined, { inputTokens: 3, outputTokens: 2 }, { totalTokens: 9 }),
    end: fc.constantFrom("well", "well", "well", "well", "well", "breaks", "fails", "stalls"),
    after: fc.nat({ max: 3 }),
  })
  .map(({ end, after, text, reasoning, usage, toolCalls, ...rest }) => ({
    ...rest,
    toolCalls: toolCalls.map(({ callId, ...one }) => (callId === undefined ? one : { ...one, callId })),
    ...(text !== undefined && { text }),
    ...(reasoning !== undefined && { reasoning }),
    ...(usage !== undefined && { usage }),
    ...(end === "breaks" && { failAfter: after, failure: failure(true) }),
    ...(end === "fails" && { failAfter: after, failure: failure(false) }),
    ...(end === "stalls" && { stallAfter: after }),
  }));

function failure(retryable: boolean): MillraceError {
  return new MillraceError("MODEL_STREAM_BROKEN", "cut", { details: { retryable } });
}

export const CLASSES = {
  ModelRequest,
  ModelMessageChunk,
  ModelMessage,
  ModelResponse,
  ToolCalls,
  ToolCall,
  ClientToolCall,
  ToolResult,
  ToolError,
  ToolResults,
  HumanInputRequest,
  HumanMessage,
} as const;
type ClassName = keyof typeof CLASSES;
const className = fc.constantFrom(...(Object.keys(CLASSES) as ClassName[]));

const interrupter = fc.record({
  on: className,
  /** Which of them it meddles with; the others pass. */
  nth: fc.nat({ max: 3 }),
  every: fc.boolean(),
  does: fc.constantFrom(
    "pass",
    "soon",
    "slow",
    "copy",
    "fewer",
    "other",
    "suppress",
    "throw",
    "garbage",
    "hang",
    "class",
  ),
});
export type Meddling = typeof interrupter extends fc.Arbitrary<infer T> ? T : never;

const hearer = fc.record({
  on: className,
  does: fc.constantFrom("listen", "soon", "slow", "throw", "throwLater", "hang"),
  as: fc.constantFrom("subscriber", "subscriber", "observer"),
});

const asking = fc.record({
  how: fc.constantFrom("stream", "stream", "context", "own", "again"),
  /** At which event of the stream it is given up; 0: before it starts. */
  abortAt: fc.option(fc.nat({ max: 40 }), { nil: undefined, freq: 2 }),
  bySignal: fc.boolean(),
  enqueueAt: fc.option(fc.nat({ max: 30 }), { nil: undefined, freq: 2 }),
  startAt: fc.constantFrom(0, 0, 3, 12),
  /** Begun by a subscriber of another turn, or by somebody else at the same time. */
  inside: fc.boolean(),
  limits: fc.constantFrom(
    {},
    {},
    { modelCalls: 2 },
    { toolCalls: 2 },
    { tokens: 5 },
    { timeoutMs: 25 },
    { timeoutMs: 1e9 },
  ),
});
export type Asking = typeof asking extends fc.Arbitrary<infer T> ? T : never;

/** A story. */
export const story = fc.record({
  sayings: fc.array(saying, { maxLength: 6 }),
  subSayings: fc.array(saying, { maxLength: 2 }),
  interrupters: fc.array(interrupter, { maxLength: 2 }),
  hearers: fc.array(hearer, { maxLength: 2 }),
  middleware: fc.constantFrom("none", "none", "none", "pass", "again", "early", "throws", "nothing", "slow", "answers"),
  human: fc.constantFrom("hook", "hangs", "throws", "nobody", "stream", "garbage"),
  asks: fc.array(asking, { minLength: 1, maxLength: 3 }),
});
export type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

/** What an interrupter makes of an event. */
export function meddle({ on, nth, every, does }: Meddling): (event: BaseEvent) => unknown {
  let count = 0;
  return (event) => {
    const mine = every || count === nth;
    count++;
    if (!mine || does === "pass") return event;
    if (does === "soon") return Promise.resolve(event);
    if (does === "slow") return delay(15).then(() => event);
    if (does === "suppress") return null;
    if (does === "throw") throw new Error(`no ${on}`);
    if (does === "garbage") return undefined;
    if (does === "hang") return never();
    if (does === "class") return new HandlerFailed(event, "a story", new Error("in the place of another"));
    return replaced(event, does);
  };
}

function replaced(event: BaseEvent, does: string): BaseEvent {
  if (does === "fewer" && event instanceof ToolCalls) return event.with({ calls: event.calls.slice(1) });
  if (does === "fewer" && event instanceof ToolResults) return event.with({ results: event.results.slice(1) });
  if (does !== "other") return event.with({});
  const { agent, turn, conversation } = event as { agent?: string; turn?: string; conversation?: string };
  const tags = { agent, turn, conversation };
  if (event instanceof ToolCalls) {
    const twin = { callId: "twin", name: "now", ...tags };
    return new ToolCalls({ calls: [...event.calls, new ToolCall(twin), new ToolCall(twin)], ...tags });
  }
  if (event instanceof ToolCall) return event.with({ name: "soon", arguments: "{}" });
  if (event instanceof ToolResult)
    return new ToolResult({ callId: event.callId, name: event.name, result: 5n, ...tags });
  if (event instanceof ToolResults) return event.with({ results: [] });
  if (event instanceof ModelResponse) {
    const twin = { callId: "twin", name: "now", ...tags };
    const toolCalls = new ToolCalls({ calls: [new ToolCall(twin), new ToolCall(twin)], ...tags });
    return Math.min(event.toolCalls.length, 1) === 1 ? event.with({ toolCalls }) : event;
  }
  return event.with({});
}

/** What a subscriber does. */
export function hear(does: Story["hearers"][number]["does"]): () => unknown {
  return () => {
    if (does === "soon") return Promise.resolve();
    if (does === "slow") return delay(9);
    if (does === "hang") return never();
    if (does === "throw") throw new Error("a hearer fails");
    if (does === "throwLater") return Promise.resolve().then(() => Promise.reject(new Error("a hearer fails later")));
    return undefined;
  };
}

/** The middleware of a story. */
export function middlewareOf(kind: Story["middleware"]): Middleware[] {
  if (kind === "none") return [];
  let first = true;
  return [
    {
      onTurn: async ({ next }) => {
        if (kind === "throws") throw new Error("no turn");
        if (kind === "nothing") return undefined as never;
        if (kind === "early") {
          void next().catch(() => undefined);
          return new ModelResponse({ message: new ModelMessage({ content: "early" }) });
        }
        return next();
      },
      onModelCall: async ({ next }) => {
        if (kind === "again" && first) {
          first = false;
          await next().catch(() => undefined);
        }
        if (kind === "answers" && first) {
          first = false;
          return new ModelResponse({
            toolCalls: new ToolCalls({ calls: [new ToolCall({ callId: "", name: "now" })] }),
          });
        }
        return next();
      },
      onToolCall: async ({ next }) => {
        if (kind === "slow") await delay(12);
        if (kind === "answers") return 7n;
        return next();
      },
    },
  ];
}

/** The human of a story. */
export function humanOf(kind: Story["human"]): object {
  if (kind === "nobody") return {};
  if (kind === "stream") return { humanInput: "stream" };
  const answer = (): unknown => {
    if (kind === "hangs") return never();
    if (kind === "throws") throw new Error("the human is out");
    return kind === "garbage" ? 7 : "yes";
  };
  return { humanInput: answer };
}

/** The model of a story, which answers for ever. */
export function modelOf(sayings: readonly TestTurn[]): TestModel {
  return new TestModel(...sayings, ...Array.from({ length: 120 }, () => "That is all."));
}

/** Any class of events, for `where`. */
export function classOf(name: ClassName): EventConstructor<BaseEvent> {
  return CLASSES[name];
}
