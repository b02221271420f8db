// What a scripted model says in one turn, and the parts that this comes to.
import { ToolCall } from "../agent/events/tool-events.js";
import { MillraceError } from "../errors/millrace-error.js";
import type { ModelCall } from "../model/language-model.js";
import type { FinishReason, ModelPart } from "../model/model-part.js";
import type { Usage } from "../model/usage.js";
import { checkCount } from "../primitives/check-count.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";

/** A call of a tool that the model asks for; a `ToolCall` is one, too. */
export interface TestCall {
  readonly name: string;
  /** JSON text, or a value that is written as JSON. Default: `{}`. */
  readonly arguments?: unknown;
  /** Default: `call-1`, `call-2` and so on, counted over all turns. */
  readonly callId?: string;
}

/** How an answer is cut: characters for each piece, or a function that gives the pieces of a text. */
export type TestPieces = number | ((text: string) => readonly string[]);

/** How a turn is told, where it does not say so itself. */
export interface TestManner {
  /** Default: each text is one piece. Reasoning and arguments are cut in the same way. */
  readonly pieces?: TestPieces;
  /** Before each piece, in milliseconds of the clock in force. `Infinity` never goes on. Default: 0. */
  readonly delayMs?: number;
  readonly usage?: Usage;
  readonly reasoning?: string;
}

/** A turn with everything that can be said of it. */
export interface TestAnswer extends Omit<TestManner, "pieces"> {
  readonly text?: string;
  readonly toolCalls?: readonly TestCall[];
  /** Of the text, also as the very list of them. */
  readonly pieces?: TestPieces | readonly string[];
  /** Default: `tool-calls` where there are calls, else `stop`. */
  readonly finish?: FinishReason;
  /** Fails after so many pieces. */
  readonly failAfter?: number;
  /** Falls silent after so many pieces, until the call is ended from outside. */
  readonly stallAfter?: number;
  /** What it fails with. Default: MODEL_STREAM_BROKEN, which may be tried again. */
  readonly failure?: Error;
}

/** What is said in one turn: a text, a call, a list of them, all details, or a failure, which is thrown as it is. */
export type TestSaying = string | TestCall | TestAnswer | readonly (string | TestCall)[] | Error;

/** One turn of a script; a function gives it from the call that it answers, the first one being 1. */
export type TestTurn = TestSaying | ((call: ModelCall, turn: number) => TestSaying | PromiseLike<TestSaying>);

/** A step of an answer: what comes, and how long that takes. */
export interface TestStep {
  readonly delayMs: number;
  readonly part: ModelPart | Error;
}

const CALL_FIELDS = ["name", "arguments", "callId"];
const ANSWER_FIELDS = [
  ...["text", "toolCalls", "reasoning", "pieces", "delayMs", "usage"],
  ...["finish", "failAfter", "stallAfter", "failure"],
];

/**
 * Refuses what no model can say.
 *
 * @throws OPTION_INVALID, with the name of the field.
 */
export function checkSaying(saying: TestSaying): void {
  if (typeof saying === "string" || saying instanceof Error) return;
  if (typeof (saying as unknown) !== "object" || (saying as unknown) === null) {
    throw new MillraceError("OPTION_INVALID", `A turn of a test model is ${typeof saying}.`, {
      hint: "Pass a text, a call, a list of these, an answer with its details, an Error, or a function that gives one.",
    });
  }
  if (isList(saying)) for (const said of saying) checkCall(said);
  else if ("name" in saying) checkCall(saying);
  else checkAnswer(saying);
}

// A ToolCall has more fields than a model says.
function checkCall(said: string | TestCall): void {
  if (typeof said !== "string" && !(said instanceof ToolCall)) {
    refuseUnknown("A call of a test model", said, CALL_FIELDS);
  }
}

function checkAnswer(answer: TestAnswer): void {
  refuseUnknown("A turn of a test model", answer, ANSWER_FIELDS);
  for (const call of answer.toolCalls ?? []) checkCall(call);
  checkManner(answer);
  for (const field of ["failAfter", "stallAfter"] as const) checkCount(field, answer[field] ?? 0, 0);
}

/** Refuses counts that cut nothing, and delays that are none. */
export function checkManner({ pieces, delayMs }: Pick<TestAnswer, "pieces" | "delayMs">): void {
  if (typeof pieces === "number") checkCount("pieces", pieces, 1);
  checkCount("delayMs", delayMs ?? 0, 0);
}

/** The steps that a saying comes to. `nextCallId` names calls that have no name. */
export function stepsOf(
  saying: TestSaying,
  manner: TestManner,
  isWhole: boolean,
  nextCallId: () => string,
): readonly TestStep[] {
  if (saying instanceof Error) return [{ delayMs: manner.delayMs ?? 0, part: saying }];
  const answer = { ...manner, ...answerOf(saying) };
  const delayMs = answer.delayMs ?? 0;
  const parts = partsOf(answer, saying, isWhole, nextCallId);
  const steps = parts.map((part) => ({ delayMs: isPiece(part) ? delayMs : 0, part }));
  const { failAfter, stallAfter } = answer;
  if (stallAfter !== undefined) return [...firstPieces(steps, stallAfter), { delayMs: Infinity, part: broken() }];
  if (failAfter === undefined) {
    const finish = answer.finish ?? (parts.some(({ kind }) => kind === "tool-ready") ? "tool-calls" : "stop");
    const usage: readonly ModelPart[] = answer.usage ? [{ kind: "usage", usage: answer.usage }] : [];
    const last: readonly ModelPart[] = [...usage, { kind: "finish", reason: finish }];
    return [...steps, ...last.map((part) => ({ delayMs: 0, part }))];
  }
  return [...firstPieces(steps, failAfter), { delayMs, part: answer.failure ?? broken() }];
}

function answerOf(saying: Exclude<TestSaying, Error>): TestAnswer {
  const isPlain = typeof saying === "string" || isList(saying) || "name" in saying;
  return isPlain ? {} : saying;
}

function partsOf(
  answer: TestAnswer,
  saying: Exclude<TestSaying, Error>,
  isWhole: boolean,
  nextCallId: () => string,
): ModelPart[] {
  const { reasoning, pieces } = answer;
  const cut = (text: string): readonly string[] => (isWhole || text === "" ? [text] : cutBy(pieces, text));
  const parts: ModelPart[] = [];
  const addText = (kind: "text" | "reasoning", texts: readonly string[]): void => {
    for (const text of texts) if (text !== "") parts.push({ kind, text });
  };
  if (reasoning !== undefined) addText("reasoning", cut(reasoning));
  for (const said of sayings(answer, saying)) {
    if (typeof said === "string") addText("text", isWhole || !isPieceList(pieces) ? cut(said) : pieces);
    else parts.push(...callParts(said, said.callId ?? nextCallId(), cut));
  }
  return parts;
}

function sayings(answer: TestAnswer, saying: Exclude<TestSaying, Error>): readonly (string | TestCall)[] {
  if (typeof saying === "string") return [saying];
  if (isList(saying)) return saying;
  if ("name" in saying) return [saying];
  const text = answer.text ?? (isPieceList(answer.pieces) ? answer.pieces.join("") : undefined);
  return [...(text === undefined ? [] : [text]), ...(answer.toolCalls ?? [])];
}

function callParts(call: TestCall, callId: string, cut: (text: string) => readonly string[]): ModelPart[] {
  const { name, arguments: given = {} } = call;
  const text = typeof given === "string" ? given : JSON.stringify(given);
  const deltas: ModelPart[] = cut(text).map((delta) => ({ kind: "tool-delta", callId, name, delta }));
  return [...deltas, { kind: "tool-ready", callId, name, arguments: text }];
}

/** Pieces never end inside of a surrogate pair. */
function cutBy(pieces: TestAnswer["pieces"], text: string): readonly string[] {
  if (typeof pieces === "function") return pieces(text);
  if (typeof pieces !== "number") return [text];
  const cut: string[] = [];
  let piece = "";
  for (const character of text) {
    if (piece !== "" && piece.length + character.length > pieces) {
      cut.push(piece);
      piece = "";
    }
    piece += character;
  }
  return [...cut, piece];
}

function firstPieces(steps: readonly TestStep[], count: number): readonly TestStep[] {
  let seen = 0;
  return steps.filter(({ part }) => (isPiece(part) ? ++seen <= count : seen <= count));
}

function isPiece(part: ModelPart | Error): boolean {
  return "kind" in part && (part.kind === "text" || part.kind === "reasoning" || part.kind === "tool-delta");
}

function isPieceList(pieces: TestAnswer["pieces"]): pieces is readonly string[] {
  return Array.isArray(pieces);
}

function isList(saying: TestSaying): saying is readonly (string | TestCall)[] {
  return Array.isArray(saying);
}

function broken(): MillraceError {
  return new MillraceError("MODEL_STREAM_BROKEN", "The script of the test model breaks the answer off here.", {
    details: { retryable: true },
  });
}
