// What a scripted server answers with: helpers that write the wire of OpenAI's chat completions, and its accidents.
import { cutAt } from "./chunk-fuzzer.js";

/** One answer on the wire, piece by piece as it is written to the socket. Plain data. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: readonly (string | Uint8Array)[];
  /** Where it stands still until the client or the server closes: before the head, in the head, or behind the pieces. */
  readonly stall?: "connect" | "headers" | "body";
  /** Destroys the socket: before the head, or behind the pieces. */
  readonly drop?: "head" | "body";
}

/** Where an answer can stand still. */
export type StallPhase = "connect" | "headers" | "firstToken" | "midway";

/** How a text is answered. */
export interface TextAnswerOptions {
  /** The deltas, one event each; they need not make up the text. */
  readonly pieces?: readonly string[];
  /** Cuts the text into deltas of so many characters. */
  readonly every?: number;
  /** What the model thinks before it answers. */
  readonly reasoning?: string;
  /** The name under which it goes. Default: `reasoning_content`. */
  readonly reasoningField?: string;
  /** A chunk at the end without choices. */
  readonly usage?: Readonly<Record<string, unknown>>;
  /** Default: `stop`. `null` leaves finish reason and end marker out, as a server does that breaks off. */
  readonly finish?: string | null;
}

/** A call that an answer asks for. */
export interface ScriptedCall {
  /** `null` leaves it out. Default: `call_1` and so on. */
  readonly id?: string | null;
  readonly name: string;
  /** JSON text, or what is written as JSON. */
  readonly arguments: unknown;
}

/** How calls are answered. */
export interface CallsAnswerOptions {
  /** The length of the fragments of arguments, in characters. Default: each call in one fragment. */
  readonly every?: number;
  readonly usage?: Readonly<Record<string, unknown>>;
  /** Default: `tool_calls`. */
  readonly finish?: string;
}

/** Answers for {@link ScriptedServer}. */
export const answer = {
  /** A streamed text. */
  text(text: string, options: TextAnswerOptions = {}): ScriptedAnswer {
    const { reasoning, reasoningField = "reasoning_content", finish = "stop", every = Infinity } = options;
    const deltas = options.pieces ?? inPieces(text, every);
    const thoughts = reasoning === undefined ? [] : inPieces(reasoning, every);
    return streamOf(
      [
        chunk({ role: "assistant", content: "" }),
        ...thoughts.map((thought) => chunk({ [reasoningField]: thought })),
        ...deltas.map((content) => chunk({ content })),
      ],
      finish,
      options.usage,
    );
  },

  /** A streamed answer that asks for calls of tools. */
  toolCalls(calls: readonly ScriptedCall[], options: CallsAnswerOptions = {}): ScriptedAnswer {
    const { every = Infinity, finish = "tool_calls" } = options;
    const fragments = calls.flatMap((call, index) => fragmentsOf(call, index, every));
    return streamOf(
      fragments.map((fragment) => chunk({ tool_calls: [fragment] })),
      finish,
      options.usage,
    );
  },

  /** JSON in one piece, as a server answers that does not stream. */
  json(body: unknown, status = 200): ScriptedAnswer {
    return answer.status(status, body);
  },

  /** Any status; a body that is no text goes as JSON. */
  status(status: number, body: unknown = "", headers: Readonly<Record<string, string>> = {}): ScriptedAnswer {
    const type = typeof body === "string" ? "text/plain" : "application/json";
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return { status, headers: { "content-type": type, ...headers }, pieces: text === "" ? [] : [text] };
  },

  /** Events with these data, each a text or what is written as JSON. Nothing is added, no end marker either. */
  events(data: readonly unknown[]): ScriptedAnswer {
    return answer.raw(data.map(event));
  },

  /** Bytes as they are, cut where the pieces end, under a content type of events unless `headers` say another. */
  raw(pieces: readonly (string | Uint8Array)[], headers: Readonly<Record<string, string>> = {}): ScriptedAnswer {
    return { status: 200, headers: { ...EVENTS, ...headers }, pieces };
  },

  /** Stands still: before or in the head, behind a chunk that says nothing, or behind the text "Half". */
  stall(phase: StallPhase): ScriptedAnswer {
    if (phase === "connect" || phase === "headers") return { ...answer.raw([]), stall: phase };
    const said = phase === "midway" ? [chunk({ content: "Half" })] : [];
    return { ...answer.events([chunk({ role: "assistant", content: "" }), ...said]), stall: "body" };
  },

  /** Destroys the socket: behind this text, or before anything is answered. */
  drop(after?: string): ScriptedAnswer {
    if (after === undefined) return { ...answer.raw([]), drop: "head" };
    return { ...answer.events([chunk({ role: "assistant", content: "" }), chunk({ content: after })]), drop: "body" };
  },
};

const EVENTS = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" };
const HEAD = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_700_000_000, model: "scripted" };

function chunk(delta: object, finish: string | null = null): object {
  return { ...HEAD, choices: [{ index: 0, delta, finish_reason: finish }] };
}

function event(data: unknown): string {
  return `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
}

function streamOf(chunks: readonly object[], finish: string | null, usage: object | undefined): ScriptedAnswer {
  const end = finish === null ? [] : [chunk({}, finish)];
  const tail = usage === undefined ? [] : [{ ...HEAD, choices: [], usage }];
  return answer.events([...chunks, ...end, ...tail, ...(finish === null ? [] : ["[DONE]"])]);
}

function inPieces(text: string, every: number): string[] {
  if (every >= text.length) return text === "" ? [] : [text];
  return cutAt(
    text,
    Array.from({ length: Math.ceil(text.length / every) }, (_, place) => place * every),
  );
}

function fragmentsOf({ id, name, arguments: given }: ScriptedCall, index: number, every: number): object[] {
  const text = typeof given === "string" ? given : JSON.stringify(given);
  const head = { index, ...(id !== null && { id: id ?? `call_${String(index + 1)}` }), type: "function" };
  if (every >= text.length) return [{ ...head, function: { name, arguments: text } }];
  const rest = inPieces(text, every).map((piece) => ({ index, function: { arguments: piece } }));
  return [{ ...head, function: { name, arguments: "" } }, ...rest];
}
