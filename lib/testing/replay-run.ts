// A recorded run, run again: offline, up to where one likes, and from there on with another model.
import type { Agent } from "../agent/agent.js";
import type { AskOptions, TurnOptions } from "../agent/agent-options.js";
import type { AgentReply } from "../agent/agent-reply.js";
import { agentEvents } from "../agent/events/agent-events.js";
import { type ModelRequest, ModelResponse } from "../agent/events/model-events.js";
import { ToolError, type ToolResult } from "../agent/events/tool-events.js";
import type { Middleware } from "../agent/middleware/middleware.js";
import { PromptBuilt, RequestFailed } from "../agent/request/request-events.js";
import type { AgentRun } from "../agent/turn/agent-run.js";
import { MillraceError } from "../errors/millrace-error.js";
import { BaseEvent } from "../event/base-event.js";
import { decodeEvent, type EventJson } from "../event/event-codec.js";
import type { FilterInput } from "../filter/filter.js";
import { filterOf } from "../filter/where.js";
import type { LanguageModel } from "../model/language-model.js";
import { checkCount } from "../primitives/check-count.js";
import { refuseUnknown } from "../primitives/refuse-unknown.js";
import type { HumanInput } from "../stream/human-input.js";
import { readRun, type RecordedRun } from "./recorded-run.js";
import { replayedHuman, replayedTools } from "./replayed-answers.js";
import { replayedModel } from "./replayed-model.js";

/** Events of a run: a list of them or of their JSON, what `recordEvents` gives, or what `exportConversation` gives. */
export type RunEvents = readonly (BaseEvent | EventJson)[] | { readonly events: readonly (BaseEvent | EventJson)[] };

/** Options of {@link replayRun}. */
export interface ReplayRunOptions {
  /** Where the recording ends: a number of events, the id of an event, or what the first event that is not replayed is. Default: at its end. */
  readonly until?: number | string | FilterInput;
  /** Goes back from `until` to the answer of the model that led there, so that `then` gives that answer. Default: false. */
  readonly rewind?: boolean;
  /** Who answers from there on. Default: nobody, SCRIPT_EXHAUSTED. */
  readonly then?: LanguageModel;
  /** `recorded`: results of tools are those of the recording, and nothing has an effect. `run`: the tools run. Default: `recorded`. */
  readonly tools?: "recorded" | "run";
  /** Who answers for humans from there on. Default: nobody, HUMAN_INPUT_FAILED. */
  readonly humanInput?: HumanInput;
}

/** A recorded run, ready to be run again, once. */
export interface RunReplay {
  /** Says what the model has said. */
  readonly model: LanguageModel;
  /** Gives what tools have given; does nothing with `tools: "run"`. */
  readonly middleware: Middleware;
  /** Says what humans have said. */
  readonly humanInput: HumanInput;
  /** The three of them, for a question of one's own: `agent.ask(question, replay.options)`. */
  readonly options: Pick<TurnOptions, "model" | "middleware" | "humanInput">;
  /** What the users asked, in its order, what came in while a turn ran included. */
  questions(): ModelRequest[];
  /**
   * Asks an agent all that was asked, and brings what clients have brought: resolves with its last reply. The agent may be that
   * of production as it is; of its own, only the model and `humanInput` are passed over. A turn that had failed and was
   * followed by another one may fail.
   *
   * @throws SCRIPT_MISMATCH, SCRIPT_EXHAUSTED, what was recorded as the failure of the model, and what {@link Agent.ask} throws.
   */
  ask<Out>(agent: Agent<Out>, options?: AskOptions): Promise<AgentReply<Out>>;
}

const OPTIONS = ["until", "rewind", "then", "tools", "humanInput"];

/**
 * Runs a recorded run again: answers of the model, results of tools and what humans said come from its events, so that nothing
 * is called and nothing has an effect. What the model is asked has to be what it was asked then, system prompts aside.
 *
 * ```ts
 * const run = JSON.parse(readFileSync("failed.json", "utf8"));     // JSON.stringify(await exportConversation(stream))
 * await replayRun(run).ask(agent);                                 // what happened then, again
 * const replay = replayRun(run, { until: ToolError, rewind: true, then: new TestModel("I cannot do that.") });
 * const reply = await replay.ask(agent);                           // what would happen with another answer
 * ```
 *
 * It replays what the events hold: the history of a stream has accepted answers alone, a record of all events has their
 * pieces, what was sent to the model, and failures of the model as well. Calls beyond `until` are run.
 *
 * @throws OPTION_INVALID for what is no run, an `until` that is not in it, and unknown options; EVENT_MALFORMED, EVENT_INVALID.
 */
export function replayRun(events: RunEvents, options: ReplayRunOptions = {}): RunReplay {
  refuseUnknown("replayRun", options, OPTIONS);
  const { then, tools = "recorded", humanInput: human } = options;
  if (!["recorded", "run"].includes(tools)) {
    throw new MillraceError("OPTION_INVALID", `The tools of a replay are "recorded" or "run", not "${tools}".`);
  }
  const run = readRun(eventsOf(events));
  const until = endOf(run, options);
  const goesOn = then !== undefined || options.until !== undefined;
  let current: AgentRun | undefined;
  const steps = run.steps.filter(({ place }) => place < until);
  const last = steps.filter((step) => "question" in step && !step.isAdded).at(-1);
  const enqueue = (from: number, to: number): void => {
    for (const step of steps) {
      if ("question" in step && step.isAdded && step.place > from && step.place < to) current?.enqueue(step.question);
    }
  };
  const model = replayedModel({ run, until, then, onAnswer: enqueue });
  const middleware: Middleware = tools === "run" ? { name: "replay" } : replayedTools(run, until, goesOn);
  const humanInput = replayedHuman(run, until, human);
  const own = { model, middleware: [middleware], humanInput };

  return {
    model,
    middleware,
    humanInput,
    options: own,
    questions: () => steps.flatMap((step) => ("question" in step ? [step.question] : [])),
    async ask<Out>(agent: Agent<Out>, given: AskOptions = {}): Promise<AgentReply<Out>> {
      const { stream: _stream, context: _context, container: _container, dependencies: _dependencies, ...turn } = given;
      const all = { ...own, middleware: [...(given.middleware ?? []), middleware] };
      let { stream } = given;
      let reply: AgentReply<Out> | undefined;
      for (const step of steps) {
        if ("results" in step) {
          reply = await reply?.resume(givenBy(step.results), { ...turn, ...all });
          continue;
        }
        if (step.isAdded) continue;
        const asked: AgentRun<AgentReply<Out>> =
          reply?.run(step.question, { ...turn, ...all }) ??
          agent.run(step.question, { ...given, ...all, ...(stream && { stream }) });
        current = asked;
        enqueue(step.place, firstAnswer(run, step.place));
        try {
          reply = await asked.result();
        } catch (error) {
          if (step === last || isOfScript(error)) throw error;
          stream = asked.stream;
        }
      }
      if (reply !== undefined) return reply;
      throw new MillraceError("OPTION_INVALID", "The recorded run has no question up to there.");
    },
  };
}

function eventsOf(given: RunEvents): BaseEvent[] {
  const events: unknown =
    "events" in (Object(given) as object) ? (given as { readonly events: unknown }).events : given;
  if (!Array.isArray(events))
    throw new MillraceError("OPTION_INVALID", "replayRun was given something that has no events.");
  const classes = [...agentEvents, PromptBuilt, RequestFailed];
  return events.map((event: BaseEvent | EventJson) =>
    event instanceof BaseEvent ? event : decodeEvent(event, { events: classes }),
  );
}

function endOf({ events }: RecordedRun, { until, rewind = false }: ReplayRunOptions): number {
  const end = placeOf(events, until);
  if (!rewind) return end;
  const { conversation } = (events[end] ?? {}) as { readonly conversation?: string };
  const answers = events.filter((event, place) => {
    return (
      place <= end && event instanceof ModelResponse && !event.responseForce && event.conversation === conversation
    );
  });
  const place = events.lastIndexOf(answers.at(-1) as BaseEvent);
  if (place >= 0) return place;
  throw new MillraceError("OPTION_INVALID", "There is no answer of the model to go back to.");
}

function placeOf(events: readonly BaseEvent[], until: ReplayRunOptions["until"]): number {
  if (until === undefined) return events.length;
  if (typeof until === "number") {
    checkCount("until", until, 0);
    return until;
  }
  const filter = typeof until === "string" ? undefined : filterOf([until]);
  const place = events.findIndex((event) => (filter === undefined ? event.id === until : filter.matches(event)));
  if (place >= 0) return place;
  const what = typeof until === "string" ? `with the id "${until}"` : `that passes ${String(filter)}`;
  throw new MillraceError("OPTION_INVALID", `The recorded run has no event ${what}.`);
}

function firstAnswer({ talks }: RecordedRun, from: number): number {
  return Math.min(...talks.flatMap(({ answers }) => answers.map(({ place }) => place)).filter((place) => place > from));
}

function isOfScript(error: unknown): boolean {
  return MillraceError.is(error, "SCRIPT_MISMATCH") || MillraceError.is(error, "SCRIPT_EXHAUSTED");
}

function givenBy(results: readonly ToolResult[]): Record<string, unknown> {
  return Object.fromEntries(
    results.map((result) => [result.callId, result instanceof ToolError ? result.error : result.result]),
  );
}
