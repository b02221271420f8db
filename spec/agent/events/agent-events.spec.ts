import { execFileSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import {
  agentEvents,
  audio,
  type BaseEvent,
  ChildEvent,
  ClientToolCall,
  ConversationCheckpoint,
  decodeEvent,
  encodeEvent,
  type EventJson,
  file,
  HumanInputRequest,
  HumanMessage,
  image,
  MemoryStream,
  MillraceError,
  ModelMessage,
  ModelMessageChunk,
  ModelReasoning,
  ModelRequest,
  ModelResponse,
  TaskCompleted,
  TaskFailed,
  TaskStarted,
  ToolApproval,
  ToolApprovalRequest,
  ToolCall,
  ToolCalls,
  ToolError,
  ToolNotFound,
  ToolResult,
  ToolResults,
  UsageEvent,
} from "millrace";
import { describe, expect, it } from "vitest";
import { manifest, root } from "../../house/repository.js";

const tags = { agent: "clerk", turn: "turn-1", conversation: "talk-1" };
const task = { taskId: "task-1", agentName: "helper", objective: "Count.", ...tags };
const bytes = new Uint8Array([0, 1, 254, 255]);

function failure(): Error {
  return new MillraceError("TOOL_RESULT_INVALID", "The tool gave a function.", {
    cause: new RangeError("Too far.", { cause: "the map" }),
    details: { tool: "map", at: new Date(0), issues: [{ path: "a" }] },
  });
}

const call = new ToolCall({
  callId: "c-1",
  name: "map",
  arguments: { q: "Öl 🛢" },
  providerData: { seal: "x" },
  ...tags,
});
const calls = new ToolCalls({ calls: [call], ...tags });
const results = [
  new ToolResult({ callId: "c-1", name: "map", result: { rows: [1, null, "é"] }, ...tags }),
  new ToolError({ callId: "c-2", name: "map", result: "Error: no.", error: failure(), ...tags }),
];
const origin = { provider: "test", model: "small", label: "clerk" };

/** One of each class, with something in every field. */
const golden: readonly BaseEvent[] = [
  new ModelRequest({
    inputs: [
      "What is this?",
      image(bytes, { mediaType: "image/png" }),
      audio(bytes, "wav"),
      file(bytes, "text/csv", "a.csv"),
    ],
    ...tags,
  }),
  new ModelMessageChunk({ content: "It", requestId: "turn-1:1", attempt: 2, ...tags }),
  new ModelReasoning({ content: "Hm.", requestId: "turn-1:1", attempt: 1, ...tags }),
  new ModelMessage({ content: "It is oil.", ...tags }),
  new ModelResponse({
    message: new ModelMessage({ content: "It is oil.", ...tags }),
    toolCalls: calls,
    usage: { inputTokens: 3, outputTokens: 4 },
    responseForce: true,
    files: [{ data: bytes, mediaType: "image/png" }],
    reasoning: "Hm.",
    model: "small",
    provider: "test",
    finishReason: "tool-calls",
    ...tags,
  }),
  calls,
  call,
  new ClientToolCall({ callId: "c-1", name: "map", arguments: "{}", ...tags }),
  ...results,
  new ToolNotFound({ callId: "c-3", name: "mop", result: "There is none.", error: failure(), ...tags }),
  new ToolResults({ results, ...tags }),
  new TaskStarted(task),
  new TaskCompleted({ ...task, result: { count: 3 }, taskStream: "stream-1" }),
  new TaskFailed({ ...task, error: failure(), taskStream: "stream-1" }),
  new ChildEvent(["helper"], new ModelMessage({ content: "3" }), "task-1"),
  new UsageEvent({ requestId: "turn-1:1", attempt: 1, seq: 0 }, { inputTokens: 3 }, { inputTokens: 3 }, "stop", origin),
  new HumanInputRequest({ content: "Sure?", requestId: "q-1", timeoutMs: 5 }),
  new HumanMessage({ content: "Yes.", requestId: "q-1" }),
  new ToolApprovalRequest({
    content: "Run map?",
    requestId: "q-2",
    callId: "c-1",
    toolName: "map",
    arguments: "{}",
    digest: "ab12",
  }),
  new ToolApproval({ content: "yes", requestId: "q-2", digest: "ab12" }),
  new ConversationCheckpoint({
    variables: { seen: new Set([1]), at: new Date(0), bytes },
    prompt: ["Be brief."],
    ...tags,
  }),
];

/** Everything that an event is, errors and nested events opened up. */
function inside(value: unknown): unknown {
  if (value instanceof Error) {
    const { name, message, cause } = value;
    return { $error: inside({ ...(value as object), name, message, cause }) };
  }
  if (typeof value !== "object" || value === null || value instanceof Date || value instanceof Uint8Array) return value;
  if (value instanceof Set) return [...value];
  if (Array.isArray(value)) return value.map(inside);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const own = Object.fromEntries(fields.map(([name, field]) => [name, inside(field)]));
  if (!("causedBy" in value)) return own;
  const { type, id, timestamp, causedBy, derivedFrom, constructor } = value as BaseEvent;
  return { type, id, timestamp, causedBy, derivedFrom, class: constructor.name, ...own };
}

const throughText = (event: BaseEvent): BaseEvent => decodeEvent(JSON.stringify(encodeEvent(event)));

describe("agentEvents", () => {
  it("has a golden event of each class", () => {
    expect(new Set(golden.map(({ constructor }) => constructor))).toEqual(new Set(agentEvents));
  });

  it.each(golden.map((event) => [event.type, event] as const))("brings %s back from JSON as it was", (_, event) => {
    const copy = throughText(event);

    expect(copy).toBeInstanceOf(event.constructor);
    expect(inside(copy)).toEqual(inside(event));
    expect(encodeEvent(copy)).toEqual(encodeEvent(event));
  });

  it("keeps what readers of results and calls read", () => {
    const error = throughText(results[1]!) as ToolError;

    expect((throughText(call) as ToolCall).args).toEqual({ q: "Öl 🛢" });
    expect((throughText(results[0]!) as ToolResult).text).toBe('{"rows":[1,null,"é"]}');
    expect(error.error).toMatchObject({ name: "MillraceError", code: "TOOL_RESULT_INVALID" });
    expect((error.error as Error).cause).toMatchObject({ name: "RangeError", message: "Too far.", cause: "the map" });
    expect(error.trace).toContain("Too far.");
  });

  it("keeps causes and origins of changed copies", async () => {
    const stream = new MemoryStream();
    stream.where(ToolCall).subscribe((event, context) => context.send(golden[3]!.with({ content: event.name })));
    await stream.send(call);
    const [, answer] = await stream.history.read();

    expect(throughText(answer!)).toMatchObject({ causedBy: call.id, derivedFrom: golden[3]!.id, content: "map" });
  });

  it("brings back whatever tools give, models say and people ask", () => {
    const text = fc.string({ unit: "binary" });
    const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes("__proto__")); // refused everywhere
    const parts = fc.array(
      fc.oneof(
        text,
        fc.uint8Array({ minLength: 1 }).map((data) => file(data, "text/plain")),
      ),
    );
    const dict = fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      json,
    );
    const events = fc.oneof(
      parts.map((inputs) => new ModelRequest({ inputs })),
      json.map((result) => new ToolResult({ callId: "c", name: "n", result })),
      dict.map((given) => new ToolCall({ name: "n", arguments: given, providerData: given })),
      text.map((words) => new ToolError({ callId: "c", name: "n", result: words, error: new TypeError(words) })),
      fc.tuple(dict, fc.array(text)).map(([variables, prompt]) => new ConversationCheckpoint({ variables, prompt })),
    );
    fc.assert(
      fc.property(events, (event) => {
        expect(inside(throughText(event))).toEqual(inside(event));
      }),
    );
  });

  it("is all that a fresh process needs to read them", () => {
    const script = `
      import { agentEvents, decodeEvent, encodeEvent, UnknownEvent } from "millrace";
      const texts = JSON.parse(process.argv[1]);
      const unknown = texts.filter((text) => decodeEvent(text) instanceof UnknownEvent).length;
      const events = texts.map((text) => decodeEvent(text, { events: agentEvents }));
      console.log(JSON.stringify([unknown, events.map((event) => event.constructor.name), events.map(encodeEvent)]));
    `;
    const [, ...flags] = (manifest.scripts["sample"] ?? "").split(" ");
    const texts = golden.map((event) => JSON.stringify(encodeEvent(event)));
    const args = [...flags, "--input-type=module", "--eval", script, JSON.stringify(texts)];
    const said = execFileSync(process.execPath, args, { cwd: join(root), encoding: "utf8" });
    const [unknown, names, again] = JSON.parse(said) as [number, string[], EventJson[]];

    expect(unknown).toBeGreaterThan(0);
    expect(names).toEqual(golden.map(({ constructor }) => constructor.name));
    expect(again).toEqual(golden.map(encodeEvent));
  });
});
