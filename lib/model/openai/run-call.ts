// One call from its turn in the queue to its last part: waits, sends once, reads, and gives its place back.
import { currentClock } from "../../primitives/clock.js";
import type { ModelCall } from "../language-model.js";
import type { Usage } from "../usage.js";
import type { CallEnding } from "./call-ending.js";
import type { ClientSettings } from "./client-options.js";
import { aborted, type FailingCall, httpFailure, requestIdOf, tooLate } from "./failures.js";
import type { PartBatches } from "./part-stream.js";
import { type PhaseLimits, PhaseTimer } from "./phase-timer.js";
import { readAnswer } from "./read-answer.js";
import { retryAfterMs } from "./retry-advice.js";
import { BodyReader, sendRequest } from "./send-request.js";
import { withoutGaps } from "./wire-value.js";

/** A call that is ready to be sent. */
export interface CallPlan {
  readonly settings: ClientSettings;
  readonly call: ModelCall;
  readonly model: string;
  readonly body: string;
  readonly limits: PhaseLimits;
}

/** Runs a call. Throws what the port names; the reason of `ending` where that ended it. */
export async function* runCall(plan: CallPlan, ending: CallEnding): PartBatches {
  const { limits } = plan.settings;
  const stopListening = endWithSignal(plan, ending);
  let usage: Usage | undefined;
  const turn = ending.ended ? undefined : limits?.enter();
  // A call that is ended from outside frees its place at once, although nobody reads on.
  ending.signal.addEventListener("abort", () => turn?.leave(usage));
  try {
    if (ending.ended) throw ending.reason;
    if (turn && turn.position > 0) yield [{ kind: "queued", position: turn.position }];
    const waitedMs = turn ? await ending.race(turn.come) : 0;
    if (turn && turn.position > 0) yield [{ kind: "dequeued", waitedMs }];
    for await (const parts of askAndRead(plan, ending)) {
      for (const part of parts) if (part.kind === "usage") usage = part.usage;
      yield parts;
    }
  } finally {
    stopListening();
    turn?.leave(usage);
  }
}

async function* askAndRead(plan: CallPlan, ending: CallEnding): PartBatches {
  const { endpoint, keys, reasoningFields, fetch = globalThis.fetch } = plan.settings;
  if (ending.ended) throw ending.reason;
  const key = keys.take();
  const call: FailingCall = {
    ...failingCall(plan),
    ...(key && keys.size > 1 && { key: key.number, anotherKey: () => keys.hasAnother(key) }),
  };
  const timer = new PhaseTimer(plan.limits, (phase, limitMs) => {
    ending.end(tooLate(call, phase, limitMs));
  });
  const headersFor = endpoint.headersFor(key?.secret, plan.call.stream ?? true);
  let body: BodyReader | undefined;
  let complete = false;
  try {
    const sentAt = currentClock().now();
    const response = await sendRequest(
      { url: endpoint.url, headers: headersFor, body: plan.body, fetch },
      call,
      ending,
    );
    timer.answered();
    timer.received();
    body = new BodyReader(response, call, ending, timer);
    const { status, headers } = response;
    const latencyMs = currentClock().now() - sentAt;
    yield [withoutGaps({ kind: "headers", status, latencyMs, requestId: requestIdOf(headers) })];
    if (!response.ok) {
      if (key) keys.answered(key, status, retryAfterMs(headers));
      throw httpFailure(call, response, await body.readError());
    }
    for await (const parts of readAnswer({ status, headers, body, timer, call, reasoningFields })) {
      if (parts.at(-1)?.kind === "finish") complete = true;
      yield parts;
    }
  } finally {
    timer[Symbol.dispose]();
    await body?.close(complete);
  }
}

/** Ends the call when its signal is aborted. The result ends that. */
function endWithSignal(plan: CallPlan, ending: CallEnding): () => void {
  const { signal } = plan.call;
  if (signal === undefined) return () => undefined;
  const end = (): void => {
    ending.end(aborted(failingCall(plan), signal));
  };
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  return () => {
    signal.removeEventListener("abort", end);
  };
}

function failingCall({ settings: { endpoint }, call, model }: CallPlan): FailingCall {
  return {
    model,
    url: endpoint.shownUrl,
    askedForFormat: call.responseFormat !== undefined,
    hide: (text) => endpoint.hide(text),
  };
}
