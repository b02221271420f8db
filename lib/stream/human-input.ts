// A question to a human and its answer, as a pair of events. They live on the stream's floor, since `context.input` does.
import { randomUUID } from "node:crypto";
import { MillraceError } from "../errors/millrace-error.js";
import { createDeferred } from "../primitives/deferred.js";
import { defineEvent } from "../event/define-event.js";
import { z } from "../event/zod.js";
import { onAbort } from "./on-abort.js";
import type { Context, InputOptions } from "./context.js";

/** A question to a human. Whoever can answer sends a {@link HumanMessage} with the same `requestId`. */
export class HumanInputRequest extends defineEvent("human.input-request", {
  content: z.string(),
  /** Ties the answer to the question; made when left out. */
  requestId: z.string().default(() => randomUUID()),
}) {}

/** What a human said: in answer to a {@link HumanInputRequest}, or of their own accord. */
export class HumanMessage extends defineEvent("human.message", {
  content: z.string(),
  requestId: z.string().default(() => randomUUID()),
}) {}

/** Asks and waits for the answer; the timeout covers both. Listens before it asks, so that no answer is too fast. */
export async function askHuman(context: Context, message: string, options: InputOptions): Promise<string> {
  const request = new HumanInputRequest({ content: message });
  using answer = context.stream.get(HumanMessage.field("requestId").eq(request.requestId), options);
  // A hook that never returns must not outlive the timeout, so asking and waiting race; only a failure to ask ends it.
  const failure = createDeferred<never>();
  const stopListening = onAbort(context.signal, () => {
    failure.reject(aborted(`The context of the question "${message}" ended before its answer.`, context.signal));
  });
  context.send(request).then((delivered) => {
    // An interrupter may answer the question itself and drop it.
    if (!delivered && !answer.settled)
      failure.reject(aborted(`The question "${message}" was suppressed by an interrupter.`));
  }, failure.reject);
  try {
    return (await Promise.race([answer, failure.promise])).content;
  } catch (error) {
    // The answer's own timeout knows only an id; a subscriber's must stay what it is.
    throw MillraceError.is(error, "TIMEOUT") && answer.settled ? unanswered(message, options, error) : error;
  } finally {
    stopListening();
  }
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
