// What a subject of the model contract is asked to play: scenarios as data, so that a server can be scripted from them.
import type { FinishReason } from "../model/model-part.js";
import type { Usage } from "../model/usage.js";

/** A call that the scenario's model asks for, in pieces. */
export interface ScenarioCall {
  readonly callId: string;
  readonly name: string;
  /** The pieces of its arguments. */
  readonly pieces: readonly string[];
}

/** One answer of a provider, to be played for every request. */
export interface ModelScenario {
  /** Such as `plain text`. */
  readonly name: string;
  /** Pieces of what the model thinks aloud; they come first. */
  readonly reasoning: readonly string[];
  /** Pieces of the text; they come next. */
  readonly text: readonly string[];
  /** They come after the text. */
  readonly calls: readonly ScenarioCall[];
  readonly finish: FinishReason;
  readonly usage?: Usage;
  /**
   * What follows the last piece: the proper end, with `finish` and `usage`; the connection breaks off; or nothing comes
   * while the connection stays open. With `hang` the server takes the request and does not begin to answer.
   */
  readonly ending: "finish" | "break" | "stall" | "hang";
  /** The provider refuses the request instead. `retryAfterMs` are whole seconds. */
  readonly refusal?: { readonly status: number; readonly message: string; readonly retryAfterMs?: number };
}

const ANSWER = { reasoning: [], text: [], calls: [], finish: "stop", ending: "finish" } as const;

const LETTERS = Array.from("The quick brown fox jumps over the lazy dog, 𝒾𝓃 𝒶𝓁𝓁 𝓌𝑒𝒶𝓉𝒽𝑒𝓇𝓈 and 東京.");

const SEARCH: ScenarioCall = { callId: "call-a", name: "search", pieces: ['{"q":', '"te', 'a"}'] };
const CLOCK: ScenarioCall = { callId: "call-b", name: "clock", pieces: ["{}"] };

/** The scenarios that the contract plays. */
export const SCENARIOS = {
  text: { ...ANSWER, name: "plain text", text: ["Hello!"] },
  pieces: { ...ANSWER, name: "text in many pieces", text: LETTERS },
  reasoning: { ...ANSWER, name: "reasoning", reasoning: ["They greet; ", "so do I."], text: ["Hel", "lo!"] },
  call: { ...ANSWER, name: "one call", calls: [SEARCH], finish: "tool-calls" },
  calls: { ...ANSWER, name: "several calls", text: ["I look."], calls: [SEARCH, CLOCK], finish: "tool-calls" },
  usage: {
    ...ANSWER,
    name: "usage",
    text: ["Hello!"],
    usage: { inputTokens: 12, outputTokens: 3, totalTokens: 15, reasoningTokens: 1, cachedTokens: 4 },
  },
  length: { ...ANSWER, name: "an answer that grew too long", text: ["Once upon a"], finish: "length" },
  format: { ...ANSWER, name: "a response format", text: ['{"title":', '"Tea"}'] },
  broken: { ...ANSWER, name: "a broken stream", text: ["Hel"], ending: "break" },
  stall: { ...ANSWER, name: "a stalled stream", text: ["Hel"], ending: "stall" },
  silence: { ...ANSWER, name: "a stream without a word", ending: "stall" },
  hang: { ...ANSWER, name: "a server that does not answer", ending: "hang" },
  tooMany: {
    ...ANSWER,
    name: "too many requests",
    refusal: { status: 429, message: "Slow down.", retryAfterMs: 7000 },
  },
  failed: { ...ANSWER, name: "a failed server", refusal: { status: 500, message: "It is our fault." } },
  refused: { ...ANSWER, name: "a refused request", refusal: { status: 401, message: "Who are you?" } },
} as const satisfies Readonly<Record<string, ModelScenario>>;
