// The text of an answer, piece by piece, and what a reader wants to happen where another attempt begins it anew.
import { MillraceError } from "../../errors/millrace-error.js";
import { TextDelta } from "./answer-events.js";
import { AttemptSuperseded, OutputAccepted, type RequestEvent } from "./request-events.js";

/**
 * What happens to the text of an attempt that holds no more: `marker` puts a line between it and the next one, `throw`
 * ends the reader with OUTPUT_RESTARTED, `buffer` holds each attempt back until it is accepted.
 */
export type RestartRule = "marker" | "throw" | "buffer" | { readonly marker: string };

const MARKER = "\n[the answer was broken off and begins anew]\n";

/** Reads the text. Nothing is marked where the attempt before has said nothing. */
export async function* readText(
  log: AsyncIterable<RequestEvent>,
  rule: RestartRule = "marker",
): AsyncGenerator<string, void, undefined> {
  let held: string[] = [];
  let hasSpoken = false;
  for await (const event of log) {
    if (event instanceof TextDelta) {
      hasSpoken = true;
      if (rule === "buffer") held.push(event.text);
      else yield event.text;
    } else if (event instanceof AttemptSuperseded) {
      if (hasSpoken && rule === "throw") throw restarted(event);
      if (hasSpoken && rule !== "buffer") yield typeof rule === "object" ? rule.marker : MARKER;
      hasSpoken = false;
      held = [];
    } else if (event instanceof OutputAccepted) {
      yield* held.splice(0);
    }
  }
}

function restarted({ cause, next, requestId }: AttemptSuperseded): MillraceError {
  return new MillraceError(
    "OUTPUT_RESTARTED",
    `The text of request ${requestId} begins anew with attempt ${String(next)}: ${cause.message}`,
    { details: { requestId, attempt: next } },
  );
}
