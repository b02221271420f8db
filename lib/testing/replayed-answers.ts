// What tools and humans have said in a recorded run, said again.
import type { ToolResult } from "../agent/events/tool-events.js";
import type { Middleware } from "../agent/middleware/middleware.js";
import { MillraceError } from "../errors/millrace-error.js";
import type { HumanInput } from "../stream/human-input.js";
import type { RecordedResult, RecordedRun } from "./recorded-run.js";

// Taken at load, so that fake timers of a test runner cannot hold it.
const afterThisMacrotask = setImmediate;

/** Lets those who come at once through one by one, by their places. Nobody waits for who does not come. */
function turnstile(): (place: number) => Promise<void> {
  const waiting: { readonly place: number; readonly pass: () => void }[] = [];
  const open = (): void => {
    waiting
      .sort((one, other) => one.place - other.place)
      .shift()
      ?.pass();
    if (waiting.length > 0) afterThisMacrotask(open);
  };
  return (place) =>
    new Promise((pass) => {
      if (waiting.push({ place, pass }) === 1) afterThisMacrotask(open);
    });
}

/** Results of tools by the ids of their calls, those of one id in their order. A call beyond `until` runs where the run goes on. */
export function replayedTools({ results, clientCalls }: RecordedRun, until: number, goesOn: boolean): Middleware {
  // What clients brought is brought again, by who asks.
  const isClients = ({ callId, name }: ToolResult): boolean =>
    clientCalls.some((one) => one.callId === callId && one.name === name);
  const left = results.filter(({ place, result }) => place < until && !isClients(result));
  const given = new Map<string, RecordedResult>();
  const pass = turnstile(); // calls of one answer run at once, and had their results in an order
  return {
    name: "replay",
    async onToolCall(step) {
      const { call } = step;
      const { callId, name, agent, turn, conversation } = call;
      let found = given.get(call.id); // for a middleware that calls again
      if (found === undefined) {
        const at = left.findIndex(({ result }) => result.callId === callId && result.name === name);
        if (at === -1) {
          if (goesOn || clientCalls.some((one) => one.callId === callId)) return step.next();
          const message = `The recording has no result for the call ${callId} of ${name}.`;
          throw new MillraceError("SCRIPT_EXHAUSTED", message, { details: { tool: name, callId, retryable: false } });
        }
        [found] = left.splice(at, 1) as [RecordedResult];
        given.set(call.id, found);
      }
      await pass(found.place);
      // Another event of the same class: this one is of this run.
      const Result = found.result.constructor as new (fields: object) => ToolResult;
      return new Result({ ...(found.result as object), agent, turn, conversation });
    },
  };
}

/** Answers of humans by what they were asked, in its order; beyond that, who else answers. */
export function replayedHuman({ inputs }: RecordedRun, until: number, then: HumanInput | undefined): HumanInput {
  const left = inputs.filter(({ place }) => place < until);
  return (request, context) => {
    const { content: question, requestId } = request;
    const place = left.findIndex((one) => one.question === question);
    const [asked] = place === -1 ? [] : left.splice(place, 1);
    const { answer } = asked ?? {};
    if (answer !== undefined && answer.place < until) return answer.content;
    if (then !== undefined) return then(request, context);
    const details = { question, requestId, retryable: false };
    if (asked !== undefined && answer === undefined) {
      throw new MillraceError("TIMEOUT", `Nobody answered "${question}" in the recorded run.`, { details });
    }
    throw new MillraceError("SCRIPT_EXHAUSTED", `In the recorded run, nobody was asked "${question}".`, { details });
  };
}
