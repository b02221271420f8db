// What a recorded run has: answers with what was asked, results of tools, what humans said, in conversations that may overlap.
import { MillraceError } from "../errors/millrace-error.js";
import { Transcript } from "../agent/conversation/transcript.js";
import type { AgentTags } from "../agent/events/agent-tags.js";
import { ModelMessageChunk, ModelReasoning, ModelRequest, ModelResponse } from "../agent/events/model-events.js";
import { ChildEvent } from "../agent/events/task-events.js";
import { ClientToolCall, ToolResult, ToolResults } from "../agent/events/tool-events.js";
import { PromptBuilt, RequestEvent, RequestFailed, UsageEvent } from "../agent/request/request-events.js";
import type { BaseEvent } from "../event/base-event.js";
import type { ChatMessage } from "../model/chat-message.js";
import { HumanInputRequest, HumanMessage } from "../stream/human-input.js";

/** What a model has answered, or how it has failed. */
export interface RecordedAnswer {
  /** Where it stands among the events. */
  readonly place: number;
  /** What it was asked, without system prompts, as the events before it make it. */
  readonly asked: readonly ChatMessage[];
  /** The same as it was sent, where that was recorded: middleware may have changed it. */
  readonly sent: readonly ChatMessage[] | undefined;
  readonly said:
    | { readonly response: ModelResponse; readonly text: Pieces; readonly reasoning: Pieces }
    | { readonly failure: unknown };
}

/** A text in the pieces in which it came, where these were recorded. */
export type Pieces = readonly string[];

/** One conversation of a run. */
export interface RecordedTalk {
  readonly answers: readonly RecordedAnswer[];
}

/** What a human was asked; `answer` is undefined where nobody has answered. */
export interface RecordedInput {
  readonly place: number;
  readonly question: string;
  readonly answer: { readonly place: number; readonly content: string } | undefined;
}

/** What came in from outside, in its order: a question, more of it while its turn ran, or results of clients. */
export type RecordedStep =
  | { readonly place: number; readonly question: ModelRequest; readonly isAdded: boolean }
  | { readonly place: number; readonly results: readonly ToolResult[] };

/** A result of a tool. */
export interface RecordedResult {
  readonly place: number;
  readonly result: ToolResult;
}

/** A run, read. */
export interface RecordedRun {
  readonly events: readonly BaseEvent[];
  readonly talks: readonly RecordedTalk[];
  readonly results: readonly RecordedResult[];
  readonly clientCalls: readonly ClientToolCall[];
  readonly inputs: readonly RecordedInput[];
  /** Of the conversation of the stream itself. */
  readonly steps: readonly RecordedStep[];
}

/** Reads a run from its events. */
export function readRun(events: readonly BaseEvent[]): RecordedRun {
  const talks = new Map<string, Talk>();
  const results: RecordedResult[] = [];
  const inputs: { place: number; question: string; requestId: string; answer: RecordedInput["answer"] }[] = [];
  const steps: RecordedStep[] = [];
  const turns = new Map<string, Talk>();
  const talkOf = (event: BaseEvent, task: string): Talk | undefined => {
    if (event instanceof RequestEvent && !(event instanceof UsageEvent)) {
      return turns.get(event.requestId.replace(/:\d+$/, "")); // requests are named after their turns
    }
    const { conversation, turn } = event as AgentTags;
    const key = `${task} ${conversation ?? ""}`;
    const talk = talks.get(key) ?? new Talk(conversation, key === " ");
    talks.set(key, talk);
    if (turn !== undefined) turns.set(turn, talk);
    return talk;
  };
  events.forEach((outer, place) => {
    const { event, task } = opened(outer);
    if (event instanceof HumanInputRequest) {
      const { content: question, requestId } = event;
      inputs.push({ place, question, requestId, answer: undefined });
    } else if (event instanceof HumanMessage) {
      const asked = inputs.find(({ requestId, answer }) => requestId === event.requestId && answer === undefined);
      if (asked !== undefined) asked.answer = { place, content: event.content };
    } else if (event instanceof ToolResult) results.push({ place, result: event });
    const talk = talkOf(event, task);
    if (talk?.isMain === true && event instanceof ModelRequest) {
      steps.push({ place, question: event, isAdded: talk.isWithin(event) });
    } else if (talk?.isMain === true && event instanceof ToolResults && talk.isForced) {
      steps.push({ place, results: event.results });
    }
    talk?.add(event, place);
  });
  const clientCalls = events.filter((event) => event instanceof ClientToolCall);
  return {
    events,
    talks: [...talks.values()].filter(({ answers }) => answers.length > 0),
    results,
    clientCalls,
    inputs,
    steps,
  };
}

function opened(event: BaseEvent): { readonly event: BaseEvent; readonly task: string } {
  let [inner, task] = [event, ""];
  for (; inner instanceof ChildEvent; inner = inner.event) task += inner.taskId;
  return { event: inner, task };
}

class Talk implements RecordedTalk {
  readonly answers: RecordedAnswer[] = [];
  /** True while the last thing that was said is a response that is not a model's. */
  isForced = false;
  private readonly transcript: Transcript;
  private turn: string | undefined = undefined;
  private isAwaiting = false;
  private prompt: readonly ChatMessage[] | undefined = undefined;
  private text: string[] = [];
  private reasoning: string[] = [];

  constructor(
    conversation: string | undefined,
    /** True for the conversation of the stream itself. */
    readonly isMain: boolean,
  ) {
    this.transcript = new Transcript(conversation);
  }

  /** True for a message that came in while a turn ran. */
  isWithin({ turn }: ModelRequest): boolean {
    return turn !== undefined && turn === this.turn;
  }

  add(event: BaseEvent, place: number): void {
    if (event instanceof PromptBuilt) this.prompt ??= withoutSystem(event.messages);
    else if (event instanceof ModelMessageChunk) this.text.push(event.content);
    else if (event instanceof ModelReasoning) this.reasoning.push(event.content);
    else if (event instanceof RequestFailed) this.fail(event.error, place);
    else if (event instanceof ModelResponse) this.answer(event, place);
    else if (event instanceof ModelRequest) this.ask(event, place);
    else if (event instanceof ToolResults) [this.isAwaiting, this.isForced] = [true, false];
    this.transcript.add(event);
  }

  private ask(request: ModelRequest, place: number): void {
    // Another question where an answer was due: the turn has failed, and why is not among the recorded events.
    if (this.isAwaiting && !this.isWithin(request)) {
      this.fail(new MillraceError("MODEL_FAILED", "The recorded turn ended here without an answer."), place);
    }
    this.turn = request.turn;
    this.isAwaiting = true;
    this.isForced = false;
  }

  private answer(response: ModelResponse, place: number): void {
    this.isForced = response.responseForce;
    this.isAwaiting = false;
    if (this.isForced) return;
    const text = piecesOf(this.text, response.content ?? "");
    this.push(place, { response, text, reasoning: piecesOf(this.reasoning, response.reasoning ?? "") });
  }

  private fail(failure: unknown, place: number): void {
    this.isAwaiting = false;
    this.push(place, { failure });
  }

  private push(place: number, said: RecordedAnswer["said"]): void {
    this.answers.push({ place, asked: this.transcript.messages(), sent: this.prompt, said });
    this.prompt = undefined;
    this.text = [];
    this.reasoning = [];
  }
}

// Superseded attempts may have left pieces of their own.
function piecesOf(pieces: readonly string[], whole: string): Pieces {
  if (whole === "") return [];
  return pieces.join("") === whole ? pieces : [whole];
}

/** What system prompts say may change from day to day; what is asked does not. */
export function withoutSystem(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  return messages.filter(({ role }) => role !== "system" && role !== "developer");
}
