// What is said in a request, slot by slot: plain data that is never changed, only replaced.
import { MillraceError } from "../../errors/millrace-error.js";
import type { ChatMessage, ContentPart } from "../chat-message.js";
import { isContentPart } from "../content-kinds.js";
import { readableText } from "./readable-text.js";
import { substitute } from "./substitute.js";

/** The slots that hold words and data. */
export const WORD_SLOTS = ["system", "developer", "info", "instruct", "examples", "input"] as const;

/** A slot that holds words or data. */
export type WordSlot = (typeof WORD_SLOTS)[number];

/** Something said, and by whom. */
export interface SlotEntry {
  readonly value: unknown;
  /** Such as `agent` or `request`. */
  readonly from?: string;
}

/** Everything that a request says. Several entries of a slot are said one after the other. */
export interface PromptSlots extends Readonly<Record<WordSlot, readonly SlotEntry[]>> {
  /** Sections of one's own, by their names, in the order in which they came. */
  readonly sections: Readonly<Record<string, readonly SlotEntry[]>>;
  readonly history: readonly ChatMessage[];
  readonly attachments: readonly ContentPart[];
  /** What the answer has to be, in words. */
  readonly output?: string | undefined;
  /** What was wrong with earlier answers, in words. */
  readonly correction?: string | undefined;
}

/** How something is said. */
export interface SayOptions {
  /** Who says it. */
  readonly from?: string | undefined;
  /** What stands for `${name}` in it. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** Nothing has been said. */
export const EMPTY_SLOTS: PromptSlots = Object.freeze({
  system: [],
  developer: [],
  info: [],
  instruct: [],
  examples: [],
  input: [],
  sections: {},
  history: [],
  attachments: [],
});

/**
 * The slots with this in the place of what the slot held. `slot` may be the name of a section of one's own. Undefined
 * empties the slot; every other value, falsy ones too, is said.
 *
 * @throws PROMPT_INVALID for what is no data.
 */
export function setSlot(slots: PromptSlots, slot: string, value: unknown, options: SayOptions = {}): PromptSlots {
  return put(slots, slot, value === undefined ? [] : [entryOf(slot, value, options)]);
}

/** The slots with this behind what the slot holds. Errors as of {@link setSlot}. */
export function addToSlot(slots: PromptSlots, slot: string, value: unknown, options: SayOptions = {}): PromptSlots {
  if (value === undefined) return slots;
  const before = isWordSlot(slot) ? slots[slot] : (slots.sections[slot] ?? []);
  return put(slots, slot, [...before, entryOf(slot, value, options)]);
}

function put(slots: PromptSlots, slot: string, entries: readonly SlotEntry[]): PromptSlots {
  if (isWordSlot(slot)) return Object.freeze({ ...slots, [slot]: entries });
  const { [slot]: _before, ...others } = slots.sections;
  const sections = entries.length === 0 ? others : { ...slots.sections, [slot]: entries };
  return Object.freeze({ ...slots, sections: Object.freeze(sections) });
}

function isWordSlot(slot: string): slot is WordSlot {
  return (WORD_SLOTS as readonly string[]).includes(slot);
}

const TAKEN = ["history", "attachments", "output", "correction", "sections", "__proto__"];

function entryOf(slot: string, value: unknown, { from, variables }: SayOptions): SlotEntry {
  if (slot === "" || TAKEN.includes(slot)) {
    throw new MillraceError("PROMPT_INVALID", `${JSON.stringify(slot)} is no name for a section of a prompt.`, {
      hint: slot === "" ? "Give it a name." : "Use withHistory, withAttachments or withWords, or another name.",
    });
  }
  checkData(slot, value);
  const said = variables === undefined ? value : substitute(value, variables, readableText);
  checkData(slot, said);
  return Object.freeze({ value: snapshotOf(said), ...(from !== undefined && { from }) });
}

function checkData(slot: string, value: unknown): void {
  try {
    readableText(value);
  } catch (error) {
    if (!MillraceError.is(error, "PROMPT_INVALID")) throw error;
    const what = error.message.split("\n")[0]?.replace(/^A value in a prompt /, "") ?? "";
    throw new MillraceError("PROMPT_INVALID", `What ${slot} was given ${what}`, {
      hint: error.hint,
      details: { slot },
    });
  }
}

// Data that its owner changes later is said as it was. What is no plain data, such as an event, is kept as it is.
function snapshotOf(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map((item: unknown) => snapshotOf(item)));
  if (typeof value !== "object" || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, snapshotOf(inner)])));
}

/** The slots with this conversation before what is said now. @throws PROMPT_INVALID for what is no message. */
export function withHistory(slots: PromptSlots, history: readonly ChatMessage[]): PromptSlots {
  if (!Array.isArray(history)) throw notAMessage("The history", "is no list");
  for (const [at, message] of (history as readonly unknown[]).entries()) checkMessage(message, at);
  return Object.freeze({ ...slots, history: Object.freeze([...(history as readonly ChatMessage[])]) });
}

/** The slots with these attachments behind those that are there. */
export function withAttachments(slots: PromptSlots, ...parts: readonly ContentPart[]): PromptSlots {
  for (const part of parts as readonly unknown[]) {
    if (isContentPart(part)) continue;
    throw new MillraceError("PROMPT_INVALID", "What should be attached is no part of a message.", {
      hint: "Make it with image(…), audio(…) or file(…).",
    });
  }
  return Object.freeze({ ...slots, attachments: Object.freeze([...slots.attachments, ...parts]) });
}

/** The slots with the words for the answer and for what was wrong with earlier ones; undefined takes them away. */
export function withWords(
  slots: PromptSlots,
  words: { readonly output?: string | undefined; readonly correction?: string | undefined },
): PromptSlots {
  return Object.freeze({ ...slots, ...words });
}

const ROLES = ["system", "developer", "user", "assistant", "tool"];

function checkMessage(message: unknown, at: number): void {
  const place = `Message ${String(at)} of the history`;
  if (typeof message !== "object" || message === null) throw notAMessage(place, "is no object");
  const { role, content, callId } = message as Readonly<Record<string, unknown>>;
  if (!ROLES.includes(role as string)) throw notAMessage(place, `has the role ${JSON.stringify(role)}`);
  const parts = role === "user" && Array.isArray(content);
  if (typeof content !== "string" && !parts) throw notAMessage(place, "has no content that can be said");
  if (role === "tool" && typeof callId !== "string") throw notAMessage(place, "answers no call: it has no callId");
}

function notAMessage(place: string, what: string): MillraceError {
  return new MillraceError("PROMPT_INVALID", `${place} ${what}.`, {
    hint: `A message is { role: ${ROLES.map((role) => JSON.stringify(role)).join(" | ")}, content }.`,
  });
}
