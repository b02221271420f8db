// Slots to messages: what is said in which order and under which titles. The same slots always give the same messages.
import { MillraceError } from "../../errors/millrace-error.js";
import { refuseUnknown } from "../../primitives/refuse-unknown.js";
import type { ChatMessage, ContentPart } from "../chat-message.js";
import { estimateMessage, estimatePart, estimateTokens } from "./estimate-tokens.js";
import type { PromptSlots, SlotEntry, WordSlot } from "./prompt-slots.js";
import { isComposite, readableText } from "./readable-text.js";

/** The titles of the sections of the last message. */
export interface PromptTitles {
  readonly info: string;
  readonly instruct: string;
  readonly examples: string;
  readonly input: string;
  readonly output: string;
  readonly correction: string;
}

/** How a prompt is rendered. */
export interface RenderOptions {
  /** Other titles; those of sections of one's own are their names. */
  readonly titles?: Partial<PromptTitles>;
}

/** A piece of a prompt: what it is, who has said it, and how much it is. */
export interface PromptSection {
  /** Undefined for messages of their own and for an input that stands alone. */
  readonly title: string | undefined;
  readonly slot: string;
  readonly from?: string;
  readonly characters: number;
  /** An estimate. */
  readonly tokens: number;
}

/** What is sent to a model. */
export interface RenderedPrompt {
  readonly messages: readonly ChatMessage[];
  /** In the order in which they are said. */
  readonly sections: readonly PromptSection[];
  /** An estimate of all messages together. */
  readonly tokens: number;
}

const TITLES: PromptTitles = {
  info: "INFO",
  instruct: "INSTRUCT",
  examples: "EXAMPLES",
  input: "INPUT",
  output: "OUTPUT REQUIREMENT",
  correction: "OUTPUT CORRECTION",
};

/**
 * The messages: system and developer, then the history, then one message of the user with INFO, sections of one's own,
 * INSTRUCT, EXAMPLES, INPUT, OUTPUT REQUIREMENT and OUTPUT CORRECTION. An input that stands alone is said without title.
 * Attachments stand behind the words. Nothing is said that nobody has said.
 *
 * @throws PROMPT_EMPTY when there is nothing to answer. OPTION_INVALID for titles of no section.
 */
export function renderPrompt(slots: PromptSlots, { titles: own }: RenderOptions = {}): RenderedPrompt {
  refuseUnknown("The titles of a prompt", own, Object.keys(TITLES));
  const titles = { ...TITLES, ...own };
  const sections: PromptSection[] = [];
  const messages: ChatMessage[] = [];
  for (const role of ["system", "developer"] as const) {
    const said = saidIn(role, undefined, slots[role], titles);
    if (said.text === "") continue;
    messages.push({ role, content: said.text });
    sections.push(...said.sections);
  }
  messages.push(...slots.history);
  if (slots.history.length > 0) sections.push(historySection(slots.history));

  const said = lastMessage(slots, titles);
  refuseEmpty(slots, messages.length > 0, said);
  sections.push(...said.flatMap((one) => one.sections), ...slots.attachments.map(attachmentSection));
  const text = said.map(({ text: words }) => words).join("\n\n");
  if (slots.attachments.length > 0) {
    const words: ContentPart[] = text === "" ? [] : [{ type: "text", text }];
    messages.push({ role: "user", content: [...words, ...slots.attachments] });
  } else if (text !== "") messages.push({ role: "user", content: text });
  const tokens = messages.reduce((total, message) => total + estimateMessage(message), 0);
  return { messages, sections, tokens };
}

/** What slots say as the system prompt; empty where they say nothing. */
export function systemText(slots: PromptSlots): string {
  return saidIn("system", undefined, slots.system, TITLES).text;
}

interface Said {
  readonly slot: string;
  readonly text: string;
  readonly sections: readonly PromptSection[];
}

/** The sections of the last message that say something. */
function lastMessage(slots: PromptSlots, titles: PromptTitles): Said[] {
  const words = (slot: WordSlot & keyof PromptTitles): Said => saidIn(slot, titles[slot], slots[slot], titles);
  const made = (slot: "output" | "correction"): Said =>
    saidIn(slot, titles[slot], slots[slot] === undefined ? [] : [{ value: slots[slot] }], titles);
  const said = [
    words("info"),
    ...Object.entries(slots.sections).map(([name, entries]) => saidIn(name, name, entries, titles)),
    words("instruct"),
    words("examples"),
    words("input"),
    made("output"),
    made("correction"),
  ].filter(({ text }) => text !== "");
  const alone = said.length === 1 && said[0]?.slot === "input";
  return alone ? [saidIn("input", undefined, slots.input, titles)] : said;
}

/** What a slot says, under its title; text `""` when it says nothing. */
function saidIn(slot: string, title: string | undefined, entries: readonly SlotEntry[], titles: PromptTitles): Said {
  const heard = MERGED.includes(slot) ? effective(entries) : entries;
  const spoken = heard
    .map(({ value, from }) => ({ text: textOf(slot, heard.length > 1 ? inList(slot, value) : value, titles), from }))
    .filter(({ text }) => text.trim() !== "");
  const sections = spoken.map(({ text, from }): PromptSection => {
    const who = from === undefined ? {} : { from };
    return { title, slot, ...who, characters: text.length, tokens: estimateTokens(text) };
  });
  const text = spoken.map((one) => one.text).join("\n");
  return { slot, sections, text: text === "" || title === undefined ? text : `[${title}]:\n${text}` };
}

/** Slots whose objects are one object, whoever says a part of it. */
const MERGED = ["info", "input"];

// Several examples are told apart by the dash before each.
function inList(slot: string, value: unknown): unknown {
  return slot === "examples" && !Array.isArray(value) ? [value] : value;
}

/** Of objects, the last one that has a key is heard. */
function effective(entries: readonly SlotEntry[]): SlotEntry[] {
  const later = new Set<string>();
  const heard = [...entries].reverse().flatMap((entry): SlotEntry[] => {
    if (!isRecord(entry.value)) return [entry];
    const left = Object.entries(entry.value).filter(([key]) => !later.has(key));
    for (const [key] of left) later.add(key);
    return left.length === 0 ? [] : [{ ...entry, value: Object.fromEntries(left) }];
  });
  return heard.reverse();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Slots in which `${INPUT}` points at what is said elsewhere; data is left as it is. */
const POINTING = ["system", "developer", "instruct"];

function textOf(slot: string, value: unknown, titles: PromptTitles): string {
  const bullets = slot === "info" && isRecord(value);
  const text = bullets ? infoLines(value) : readableText(value);
  return POINTING.includes(slot) ? withPointers(text, titles) : text;
}

function infoLines(info: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(info).map(([key, value]) => {
    const text = readableText(value);
    return isComposite(value) || text.includes("\n") ? `- ${key}:\n${indented(text)}` : `- ${key}: ${text}`;
  });
  return lines.join("\n");
}

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, "  ");

const POINTER = /\$\{(INFO|INSTRUCT|EXAMPLES|INPUT|OUTPUT)((?:\.[\w-]+)*)\}/g;

/** `${INPUT.topic}` as `[INPUT > topic]`. */
function withPointers(text: string, titles: PromptTitles): string {
  return text.replaceAll(
    POINTER,
    (_all, name: string, path: string) =>
      `[${[titles[name.toLowerCase() as keyof PromptTitles], ...path.split(".").filter(Boolean)].join(" > ")}]`,
  );
}

function historySection(history: readonly ChatMessage[]): PromptSection {
  const characters = history.reduce(
    (total, { content }) => total + (typeof content === "string" ? content.length : 0),
    0,
  );
  const tokens = history.reduce((total, message) => total + estimateMessage(message), 0);
  return { title: undefined, slot: "history", characters, tokens };
}

function attachmentSection(part: ContentPart): PromptSection {
  const characters = part.type === "text" ? part.text.length : 0;
  return { title: undefined, slot: "attachments", characters, tokens: estimatePart(part) };
}

// What an answer has to be asks for nothing as long as nobody has said what it is about.
function refuseEmpty({ attachments }: PromptSlots, saidBefore: boolean, said: readonly Said[]): void {
  if (saidBefore || attachments.length > 0) return;
  if (said.some(({ slot }) => slot !== "output" && slot !== "correction")) return;
  throw new MillraceError("PROMPT_EMPTY", "A request has nothing to say: no input, no other words, no attachment.");
}
