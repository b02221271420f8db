// A built-in: a line for each step of a turn, for people.
import { MillraceError } from "../../errors/millrace-error.js";
import { cutText } from "../../model/contract/cut-text.js";
import { checkCount } from "../../primitives/check-count.js";
import { currentClock } from "../../primitives/clock.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { ModelResponse } from "../events/model-events.js";
import { ToolError } from "../events/tool-events.js";
import type { MiddlewareSource } from "./middleware.js";

/** Options of {@link logTurns}. */
export interface TurnLog {
  /** Takes a line, without its end. Default: writes it to stderr. What it throws is passed over: a log breaks no turn. */
  readonly write?: (line: string) => void;
  /** How much of each text is shown, in characters; 0 shows none, for what nobody should read in a log. Default: 80. */
  readonly maxText?: number;
}

/**
 * Writes what a turn does, with the milliseconds of the clock in force.
 *
 * ```text
 * [assistant] turn begins: Where is the old mill?
 * [assistant] model answered in 812 ms (test, 15 tokens): calls search
 * [assistant] tool search {"q":"old mill"} answered in 31 ms: Down by the river.
 * [assistant] human asked: May I?
 * [assistant] human answered in 2040 ms: yes
 * [assistant] turn completed in 2950 ms: By the river.
 * ```
 *
 * What fails is written with its error and thrown on. As the first middleware it measures everything; further in, only what
 * is inside of it.
 *
 * @throws OPTION_INVALID.
 */
export function logTurns(options: TurnLog = {}): MiddlewareSource {
  refuseUnknown("logTurns", options, ["write", "maxText"]);
  const { write = toStderr, maxText = 80 } = options;
  checkCount("maxText", maxText, 0);
  if (typeof write !== "function") {
    throw new MillraceError("OPTION_INVALID", `write is ${typeof write}; a function of a line is expected.`);
  }
  const shown = (text: string | undefined): string => {
    const line = (text ?? "").replace(CONTROLS, " ").trim();
    return line === "" || maxText === 0 ? "" : `: ${cutText(line, maxText)}`;
  };
  return ({ agent = "agent" }) => {
    const log = (line: string): void => {
      try {
        write(`[${agent}] ${line}`);
      } catch {
        // a log breaks no turn
      }
    };
    const timed = async <T>(
      what: string,
      done: string,
      work: () => PromiseLike<T>,
      tell: (result: T) => string,
    ): Promise<T> => {
      const began = currentClock().now();
      const took = (): string => `${String(currentClock().now() - began)} ms`;
      try {
        const result = await work();
        log(`${what} ${result instanceof ToolError ? "failed" : done} in ${took()}${tell(result)}`);
        return result;
      } catch (error) {
        log(`${what} failed in ${took()}${shown(wordsOf(error))}`);
        throw error;
      }
    };
    return {
      name: "logTurns",
      onTurn({ request, next }) {
        log(`turn begins${shown(request.content)}`);
        return timed("turn", "completed", next, ({ content }) => shown(content));
      },
      onModelCall: ({ next }) =>
        timed("model", "answered", next, (response) => ` ${aboutOf(response)}${shown(saidBy(response))}`),
      onToolCall({ call, next }) {
        const given = maxText === 0 ? "" : ` ${cutText(call.arguments.replace(CONTROLS, " "), maxText)}`;
        return timed(`tool ${call.name}${given}`, "answered", next, ({ text }) => shown(text));
      },
      onHumanInput({ request, next }) {
        log(`human asked${shown(request.content)}`);
        return timed("human", "answered", next, (answer) =>
          answer === undefined ? ", elsewhere" : shown(answer.content),
        );
      },
    };
  };
}

// Line ends, and what moves the cursor of a terminal.
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

function wordsOf(error: unknown): string {
  const words = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
  return MillraceError.is(error) ? `${error.code} ${words}` : words;
}

function aboutOf({ model = "unknown", usage }: ModelResponse): string {
  const { inputTokens = 0, outputTokens = 0, totalTokens = inputTokens + outputTokens } = usage;
  return totalTokens === 0 ? `(${model})` : `(${model}, ${String(totalTokens)} tokens)`;
}

function saidBy({ content = "", toolCalls: { calls } }: ModelResponse): string {
  if (calls.length === 0) return content;
  return `calls ${calls.map(({ name }) => name).join(", ")}${content === "" ? "" : `, says ${content}`}`;
}
