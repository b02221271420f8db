// One message of the wire, a chunk of a stream or a whole answer, becomes neutral parts.
import type { ModelPart } from "../model-part.js";
import type { Usage } from "../usage.js";
import { finishReasonOf } from "./finish-reason.js";
import { readUsage, sameUsage } from "./read-usage.js";
import { ThinkBlock, type TellApart } from "./think-block.js";
import { ToolFragments } from "./tool-fragments.js";
import { listOf, objectOf, textOf, withoutGaps, type WireObject } from "./wire-value.js";

/** The names under which servers send what a model thinks aloud; the first that is there counts. */
export const REASONING_FIELDS: readonly string[] = ["reasoning_content", "reasoning", "thinking"];

/**
 * Reads the messages of one answer. Only the first candidate counts. The finish is held until {@link end}, so that it
 * stands behind all text, calls and usage whatever order a server has; a refusal is text, and its reason `content-filter`.
 */
export class ChunkTranslator {
  readonly #push: (part: ModelPart) => void;
  readonly #tell: TellApart;
  readonly #fields: readonly string[];
  readonly #think = new ThinkBlock();
  readonly #calls: ToolFragments;
  #meta: { readonly id?: string; readonly model?: string } = {};
  #usage: Usage | undefined;
  #finish: string | undefined;
  #refused = false;
  #heard = false;

  constructor(push: (part: ModelPart) => void, reasoningFields: readonly string[] = REASONING_FIELDS) {
    this.#push = push;
    this.#tell = (kind, text) => {
      push({ kind, text });
    };
    this.#fields = reasoningFields;
    this.#calls = new ToolFragments(push);
  }

  /** Whether the provider has said why it stopped. */
  get finished(): boolean {
    return this.#finish !== undefined;
  }

  /** Whether anything was read that belongs to an answer. */
  get heard(): boolean {
    return this.#heard;
  }

  /** Takes a chunk or a whole answer. */
  take(chunk: WireObject): void {
    if (Array.isArray(chunk["choices"])) this.#heard = true;
    this.takeMeta(textOf(chunk["id"]), textOf(chunk["model"]));
    const choice = firstChoice(listOf(chunk["choices"]));
    if (choice) this.takeChoice(choice);
    this.takeUsage(
      readUsage(chunk["usage"]) ?? readUsage(choice?.["usage"]) ?? readUsage(objectOf(chunk["x_groq"])?.["usage"]),
    );
  }

  /** The answer is complete: gives out what was held, the calls, and the finish. */
  end(): void {
    this.#think.flush(this.#tell);
    const reason = finishReasonOf(this.#finish ?? "stop");
    this.#calls.end(reason === "length");
    if (this.#refused) this.#push({ kind: "finish", reason: "content-filter", raw: "refusal" });
    else this.#push(withoutGaps({ kind: "finish", reason: this.reason(reason), raw: this.#finish }));
  }

  /** The answer has broken off: gives out the text that was held. */
  breakOff(): void {
    this.#think.flush(this.#tell);
  }

  // Some servers say `stop` although they ask for calls.
  private reason(said: ReturnType<typeof finishReasonOf>): ReturnType<typeof finishReasonOf> {
    return said === "stop" && this.#calls.any ? "tool-calls" : said;
  }

  private takeMeta(id: string | undefined, model: string | undefined): void {
    if ((id ?? this.#meta.id) === this.#meta.id && (model ?? this.#meta.model) === this.#meta.model) return;
    this.#meta = withoutGaps({ id: id ?? this.#meta.id, model: model ?? this.#meta.model });
    this.#push({ kind: "meta", ...this.#meta });
  }

  private takeUsage(usage: Usage | undefined): void {
    if (usage === undefined || sameUsage(this.#usage, usage)) return;
    this.#usage = usage;
    this.#push({ kind: "usage", usage });
  }

  private takeChoice(choice: WireObject): void {
    const said = objectOf(choice["delta"]) ?? objectOf(choice["message"]) ?? {};
    const thought = this.#fields.map((field) => joined(said[field])).find((text) => text !== "") ?? "";
    if (thought !== "") this.#tell("reasoning", thought);
    this.takeContent(said["content"] ?? choice["text"]);
    const refusal = textOf(said["refusal"]);
    if (refusal !== undefined) {
      this.#refused = true;
      this.#think.take(refusal, this.#tell);
    }
    this.takeCalls([...listOf(said["tool_calls"]), ...legacyCall(said["function_call"])]);
    this.#finish ??= textOf(choice["finish_reason"]);
  }

  private takeContent(content: unknown): void {
    if (typeof content === "string") {
      if (content !== "") this.#think.take(content, this.#tell);
      return;
    }
    for (const part of listOf(content)) {
      const thought = joined(objectOf(part)?.["thinking"]);
      if (thought !== "") this.#tell("reasoning", thought);
      this.#think.take(joined([part]), this.#tell);
    }
  }

  private takeCalls(fragments: readonly unknown[]): void {
    for (const fragment of fragments) {
      const call = objectOf(fragment);
      if (call === undefined) continue;
      this.#think.flush(this.#tell);
      this.#calls.take(call);
    }
  }
}

function firstChoice(choices: readonly unknown[]): WireObject | undefined {
  return choices.map(objectOf).find((choice) => choice !== undefined && (choice["index"] ?? 0) === 0);
}

function legacyCall(value: unknown): readonly WireObject[] {
  const call = objectOf(value);
  return call ? [{ index: 0, function: call }] : [];
}

/** A text, or a list of parts with texts, as one text. */
function joined(value: unknown): string {
  if (typeof value === "string") return value;
  return listOf(value)
    .map((part) => (typeof part === "string" ? part : (textOf(objectOf(part)?.["text"]) ?? "")))
    .join("");
}
