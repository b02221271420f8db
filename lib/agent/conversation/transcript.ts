// What a model is told of a conversation: messages made from its events, always in a form that providers take.
import type { BaseEvent } from "../../event/base-event.js";
import type { ChatMessage, ContentPart, RequestedCall } from "../../model/chat-message.js";
import { ModelRequest, ModelResponse } from "../events/model-events.js";
import { ToolResult, ToolResults } from "../events/tool-events.js";

/** What stands for the result of a call that never got one. */
export const UNANSWERED = "There is no result: the call was not completed.";

/** The calls of the last answer, until what follows them is known. */
interface OpenCalls {
  readonly calls: readonly RequestedCall[];
  /** What the messages call them, in the same order: ids that nobody else has. */
  readonly ids: readonly string[];
  readonly results: Map<string, string>;
}

/**
 * The transcript of one conversation. Results stand behind the answer that asked for them, in the order of its calls; a call
 * that nobody has answered is answered with {@link UNANSWERED}, since providers refuse a transcript without. Ids that are
 * used again get another name in the messages, for the same reason.
 */
export class Transcript {
  private readonly said: ChatMessage[] = [];
  private readonly ids = new Set<string>();
  private open: OpenCalls | undefined = undefined;

  /** `conversation`: whose events count; undefined for those of the stream itself. */
  constructor(private readonly conversation?: string) {}

  /** Takes an event in; those that are not said to a model change nothing. */
  add(event: BaseEvent): void {
    if (event instanceof ModelRequest) {
      if (!this.isMine(event)) return;
      this.close();
      this.said.push({ role: "user", content: contentOf(event.inputs) });
    } else if (event instanceof ModelResponse) {
      if (this.isMine(event)) this.answer(event);
    } else if (event instanceof ToolResult) {
      if (this.isMine(event)) this.open?.results.set(event.callId, event.text);
    } else if (event instanceof ToolResults && this.isMine(event)) {
      for (const { callId, text } of event.results) this.open?.results.set(callId, text);
    }
  }

  /** The messages so far, behind a system prompt where one is given, as a list of the reader's own. */
  messages(system?: string): ChatMessage[] {
    const results = resultsOf(this.open);
    if (system === undefined) return results.length === 0 ? this.said.slice() : [...this.said, ...results];
    return [{ role: "system", content: system }, ...this.said, ...results];
  }

  /** The calls of the last answer that have no result yet. */
  get unanswered(): readonly RequestedCall[] {
    return this.open?.calls.filter(({ callId }) => this.open?.results.has(callId) !== true) ?? [];
  }

  /** True when a call of this id stands in the messages. */
  hasCall(callId: string): boolean {
    return this.ids.has(callId);
  }

  private answer({ responseForce, content = "", toolCalls: { calls } }: ModelResponse): void {
    if (responseForce && calls.length > 0) return; // calls for a client: the answer that asked for them stands above
    this.close();
    if (calls.length === 0) {
      if (content !== "") this.said.push({ role: "assistant", content });
      return;
    }
    const first = new Map(calls.map(({ callId }, place) => [callId, place] as const).reverse());
    const asked = calls
      .filter(({ callId }, place) => first.get(callId) === place) // of one id, the first: that is the one that is run
      .map(({ callId, name, arguments: text }) => ({ callId, name, arguments: text }));
    const ids = asked.map(({ callId }) => this.newId(callId));
    const toolCalls = asked.map((call, place) => ({ ...call, callId: ids[place] ?? call.callId }));
    this.said.push({ role: "assistant", content, toolCalls });
    this.open = { calls: asked, ids, results: new Map() };
  }

  private newId(callId: string): string {
    let id = callId;
    for (let next = 2; id === "" || this.ids.has(id); next++) id = `${callId || "call"}-${String(next)}`;
    this.ids.add(id);
    return id;
  }

  private close(): void {
    this.said.push(...resultsOf(this.open));
    this.open = undefined;
  }

  private isMine({ conversation }: { readonly conversation?: string | undefined }): boolean {
    return conversation === this.conversation;
  }
}

function resultsOf(open: OpenCalls | undefined): ChatMessage[] {
  if (open === undefined) return [];
  const { calls, ids, results } = open;
  return calls.map(({ callId }, place) => ({
    role: "tool",
    callId: ids[place] ?? callId,
    content: results.get(callId) ?? UNANSWERED,
  }));
}

function contentOf(inputs: readonly ContentPart[]): string | readonly ContentPart[] {
  const [first] = inputs;
  if (first === undefined) return "";
  return inputs.length === 1 && first.type === "text" ? first.text : inputs;
}
