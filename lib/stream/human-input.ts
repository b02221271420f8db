// A question to a human and its answer, as a pair of events. They live on the stream's floor, since `context.input` does.
import { randomUUID } from "node:crypto";
import { MillraceError } from "../errors/millrace-error.js";
import { createDeferred } from "../primitives/deferred.js";
import { defineEvent } from "../event/define-event.js";
import { z } from "../event/zod.js";
import { onAbort } from "./on-abort.js";
import type { Context, InputOptions, StreamContext } from "./context.js";

/** A question to a human. Whoever can answer sends a {@link HumanMessage} with the same `requestId`. */
export class HumanInputRequest extends defineEvent("human.input-request", {
  content: z.string(),
  /** Ties the answer to the question; made when left out. */
  requestId: z.string().default(() => randomUUID()),
  /** How long the one who asks will wait, in milliseconds. */
  timeoutMs: z.number().optional(),
}) {}

/** What a human said: in answer to a {@link HumanInputRequest}, or of their own accord. */
export class HumanMessage extends defineEvent("human.message", {
  content: z.string(),
  requestId: z.string().default(() => randomUUID()),
}) {}

/**
 * Answers the questions of a conversation: with a text, or with a message. Undefined: somebody else will, on the stream.
 * The context is that of the one who asks.
 */
export type HumanInput = (request: HumanInputRequest, context: Context) => HumanAnswer | PromiseLike<HumanAnswer>;

/** What a {@link HumanInput} gives. */
export type HumanAnswer = string | HumanMessage | undefined;

/**
 * Asks and waits for the answer; the timeout covers both. It listens before it asks, so that no answer is too fast, and asks
 * the hook once everybody has seen the question: who answers first is heard.
 */
export async function askHuman(
  context: StreamContext,
  question: string | HumanInputRequest,
  hook: HumanInput | undefined,
  options: InputOptions,
): Promise<HumanMessage> {
  const request =
    typeof question === "string"
      ? new HumanInputRequest({ content: question, timeoutMs: options.timeoutMs })
      : question;
  const { timeoutMs = request.timeoutMs } = options;
  const wait = timeoutMs === undefined ? options : { ...options, timeoutMs };
  using answer = context.stream.get(HumanMessage.field("requestId").eq(request.requestId), wait);
  // A hook that never returns must not outlive the timeout, so asking and waiting race; only a failure to ask ends it.
  const failure = createDeferred<never>();
  const stopListening = onAbort(context.signal, () => {
    failure.reject(
      aborted(`The context of the question "${request.content}" ended before its answer.`, context.signal),
    );
  });
  const isAnswered = (): boolean => answer.settled;
  const ask = async (): Promise<void> => {
    const asked = await context.deliver(request);
    if (isAnswered()) return; // an interrupter may answer the question itself and drop it
    if (!(asked instanceof HumanInputRequest)) {
      throw aborted(`The question "${request.content}" was suppressed by an interrupter.`);
    }
    if (hook === undefined) return;
    const said = await hearHook(hook, asked, context);
    if (said !== undefined && !isAnswered()) await context.send(messageFor(request, said));
  };
  ask().catch(failure.reject);
  try {
    return await Promise.race([answer, failure.promise]);
  } catch (error) {
    // The answer's own timeout knows only an id; a subscriber's must stay what it is.
    throw MillraceError.is(error, "TIMEOUT") && answer.settled ? unanswered(request.content, wait, error) : error;
  } finally {
    stopListening();
  }
}

/** True when a question to a human has failed: nobody was there, nobody answered in time, or the one who should have failed. */
export function isHumanInputFailure(error: unknown): error is MillraceError {
  if (!MillraceError.is(error)) return false;
  return error.code.startsWith("HUMAN_INPUT_") || (error.code === "TIMEOUT" && "question" in error.details);
}

async function hearHook(hook: HumanInput, request: HumanInputRequest, context: Context): Promise<HumanAnswer> {
  const { content: question, requestId } = request;
  let said: unknown;
  try {
    said = await hook(request, context);
  } catch (cause) {
    if (isHumanInputFailure(cause)) throw cause;
    throw new MillraceError("HUMAN_INPUT_FAILED", `The one who should answer "${question}" failed.`, {
      cause,
      details: { question, requestId },
    });
  }
  if (said === undefined || typeof said === "string" || said instanceof HumanMessage) return said;
  throw new MillraceError("HUMAN_INPUT_FAILED", `The hook that should answer "${question}" gave a ${typeof said}.`, {
    hint: "Return a text, a HumanMessage, or undefined where somebody else answers on the stream.",
    details: { question, requestId },
  });
}

// What a hook says answers the question that it was asked, whatever id it names.
function messageFor({ requestId }: HumanInputRequest, said: string | HumanMessage): HumanMessage {
  if (typeof said === "string") return new HumanMessage({ content: said, requestId });
  return said.requestId === requestId ? said : said.with({ requestId });
}

function unanswered(message: string, { timeoutMs }: InputOptions, cause: unknown): MillraceError {
  return new MillraceError("TIMEOUT", `Nobody answered "${message}" within ${String(timeoutMs)} ms.`, {
    cause,
    details: { question: message, timeoutMs },
  });
}

function aborted(what: string, signal?: AbortSignal): MillraceError {
  return new MillraceError("ABORTED", what, signal ? { cause: signal.reason } : {});
}
