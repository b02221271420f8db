import { describe, expect, it } from "vitest";
import { type ChatMessage } from "../../../lib/model/chat-message.js";
import { image } from "../../../lib/model/prompt/attachment.js";
import {
  addToSlot,
  EMPTY_SLOTS,
  type PromptSlots,
  setSlot,
  withAttachments,
  withHistory,
  withWords,
} from "../../../lib/model/prompt/prompt-slots.js";
import { type PromptTitles, renderPrompt } from "../../../lib/model/prompt/render-prompt.js";
import { caught } from "../../caught.js";

const history: ChatMessage[] = [
  { role: "user", content: "Hi" },
  { role: "assistant", content: "Hello" },
];
const input = (value: unknown, slots: PromptSlots = EMPTY_SLOTS): PromptSlots => setSlot(slots, "input", value);
const lastOf = (slots: PromptSlots): unknown => renderPrompt(slots).messages.at(-1)?.content;

function everything(): PromptSlots {
  let slots = setSlot(EMPTY_SLOTS, "system", "You are calm.", { from: "agent" });
  slots = setSlot(slots, "developer", ["Be brief.", "Be kind."], { from: "agent" });
  slots = setSlot(slots, "info", { language: "en", audience: ["experts", "children"], tone: "dry" }, { from: "agent" });
  slots = addToSlot(slots, "info", { tone: "warm\nand plain" }, { from: "request" });
  slots = setSlot(slots, "Style guide", { colours: { primary: "blue" } });
  slots = setSlot(slots, "instruct", ["Write about ${INPUT.topic} as ${OUTPUT} says.", "Keep ${UNKNOWN}."]);
  slots = addToSlot(slots, "examples", { topic: "sun", title: "The sun" });
  slots = addToSlot(slots, "examples", { topic: "moon", title: "The moon" });
  slots = input({ topic: "rain", "${INPUT}": "as it is" }, slots);
  return withWords(withHistory(slots, history), { output: "Data format: JSON.", correction: "title: is missing" });
}

describe("renderPrompt", () => {
  it("says everything in its order", () => {
    const { messages } = renderPrompt(everything());

    expect(messages.slice(0, -1)).toEqual([
      { role: "system", content: "You are calm." },
      { role: "developer", content: "- Be brief.\n- Be kind." },
      ...history,
    ]);
    expect(messages.at(-1)?.role).toBe("user");
    expect(messages.at(-1)?.content).toMatchInlineSnapshot(`
      "[INFO]:
      - language: en
      - audience:
        - experts
        - children
      - tone:
        warm
        and plain

      [Style guide]:
      colours:
        primary: blue

      [INSTRUCT]:
      - Write about [INPUT > topic] as [OUTPUT REQUIREMENT] says.
      - Keep \${UNKNOWN}.

      [EXAMPLES]:
      - topic: sun
        title: The sun
      - topic: moon
        title: The moon

      [INPUT]:
      topic: rain
      \${INPUT}: as it is

      [OUTPUT REQUIREMENT]:
      Data format: JSON.

      [OUTPUT CORRECTION]:
      title: is missing"
    `);
    expect(renderPrompt(everything())).toEqual(renderPrompt(everything()));
  });

  it("tells for each piece who has said it and how much it is", () => {
    const { sections, tokens } = renderPrompt(everything());

    expect(sections.map(({ slot, title, from }) => [slot, title, from])).toEqual([
      ["system", undefined, "agent"],
      ["developer", undefined, "agent"],
      ["history", undefined, undefined],
      ["info", "INFO", "agent"],
      ["info", "INFO", "request"],
      ["Style guide", "Style guide", undefined],
      ["instruct", "INSTRUCT", undefined],
      ["examples", "EXAMPLES", undefined],
      ["examples", "EXAMPLES", undefined],
      ["input", "INPUT", undefined],
      ["output", "OUTPUT REQUIREMENT", undefined],
      ["correction", "OUTPUT CORRECTION", undefined],
    ]);
    expect(sections[0]).toMatchObject({ characters: 13, tokens: 4 });
    expect(tokens).toBeGreaterThan(sections.reduce((total, section) => total + section.tokens, 0));
  });

  it("says an input that stands alone as it is", () => {
    expect(renderPrompt(input(" Hi: there \n")).messages).toEqual([{ role: "user", content: " Hi: there \n" }]);
    expect(lastOf(withHistory(setSlot(input("Hi"), "system", "Calm."), history))).toBe("Hi");
    expect(lastOf(input({ a: [1] }))).toBe("a:\n  - 1");
    for (const value of [0, false, null]) expect(lastOf(input(value))).toBe(String(value));
  });

  it("says an input with others under its title", () => {
    expect(lastOf(withWords(input("Hi"), { output: "JSON" }))).toBe("[INPUT]:\nHi\n\n[OUTPUT REQUIREMENT]:\nJSON");
    expect(lastOf(setSlot(EMPTY_SLOTS, "instruct", "Write."))).toBe("[INSTRUCT]:\nWrite.");
  });

  it("says info that is a text or a list", () => {
    expect(lastOf(setSlot(EMPTY_SLOTS, "info", "It rains."))).toBe("[INFO]:\nIt rains.");
    expect(lastOf(setSlot(EMPTY_SLOTS, "info", ["a", "b"]))).toBe("[INFO]:\n- a\n- b");
  });

  it("passes over what says nothing", () => {
    const slots = setSlot(setSlot(input("Hi"), "info", ""), "system", "  ");

    expect(renderPrompt(slots).messages).toEqual([{ role: "user", content: "Hi" }]);
  });

  it("puts attachments behind the words", () => {
    const cat = image("https://a.example/cat.png", "low");

    expect(lastOf(withAttachments(input("What is it?"), cat))).toEqual([{ type: "text", text: "What is it?" }, cat]);
    expect(lastOf(withAttachments(EMPTY_SLOTS, cat))).toEqual([cat]);
    expect(renderPrompt(withAttachments(EMPTY_SLOTS, cat)).sections).toEqual([
      { title: undefined, slot: "attachments", characters: 0, tokens: 85 },
    ]);
  });

  it("takes other titles, also in pointers", () => {
    const slots = setSlot(input("rain"), "instruct", "Write about ${INPUT}.");

    expect(renderPrompt(slots, { titles: { input: "TOPIC" } }).messages[0]?.content).toBe(
      "[INSTRUCT]:\nWrite about [TOPIC].\n\n[TOPIC]:\nrain",
    );
    const wrong = { inputs: "TOPIC" } as Partial<PromptTitles>;
    expect(caught(() => renderPrompt(slots, { titles: wrong })).code).toBe("OPTION_INVALID");
  });

  it("makes no message of its own: a conversation goes on as it stands", () => {
    expect(renderPrompt(withHistory(EMPTY_SLOTS, history)).messages).toEqual(history);
    expect(renderPrompt(setSlot(EMPTY_SLOTS, "system", "Calm.")).messages).toHaveLength(1);
  });

  it("refuses to say nothing", () => {
    for (const slots of [
      EMPTY_SLOTS,
      input(""),
      input(" \n"),
      withWords(EMPTY_SLOTS, { output: "JSON", correction: "again" }),
      setSlot(EMPTY_SLOTS, "info", {}),
    ]) {
      expect(caught(() => renderPrompt(slots)).code).toBe("PROMPT_EMPTY");
    }
  });
});
