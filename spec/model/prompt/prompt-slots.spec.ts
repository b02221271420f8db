import { describe, expect, it } from "vitest";
import { type ChatMessage, type ContentPart } from "../../../lib/model/chat-message.js";
import {
  addToSlot,
  EMPTY_SLOTS,
  setSlot,
  withAttachments,
  withHistory,
  withWords,
} from "../../../lib/model/prompt/prompt-slots.js";
import { caught } from "../../caught.js";

describe("slots", () => {
  it("are replaced, never changed", () => {
    const one = setSlot(EMPTY_SLOTS, "input", "a", { from: "request" });
    const two = addToSlot(one, "input", "b");
    const three = setSlot(two, "Tone", ["calm"]);

    expect(EMPTY_SLOTS.input).toEqual([]);
    expect(one.input).toEqual([{ value: "a", from: "request" }]);
    expect(two.input).toEqual([{ value: "a", from: "request" }, { value: "b" }]);
    expect(three.sections).toEqual({ Tone: [{ value: ["calm"] }] });
    expect(addToSlot(three, "Tone", 0).sections["Tone"]).toEqual([{ value: ["calm"] }, { value: 0 }]);
    expect(Object.isFrozen(three)).toBe(true);
  });

  it("are emptied by undefined, and hold every other value", () => {
    const full = setSlot(setSlot(EMPTY_SLOTS, "input", "a"), "Tone", "calm");

    expect(setSlot(setSlot(full, "input", undefined), "Tone", undefined)).toEqual(EMPTY_SLOTS);
    expect(addToSlot(full, "input", undefined)).toBe(full);
    for (const value of [0, false, "", null]) expect(setSlot(full, "input", value).input).toEqual([{ value }]);
  });

  it("hold data as it was when it was said", () => {
    const data = { items: ["a"] };
    const slots = setSlot(EMPTY_SLOTS, "info", data);
    data.items.push("b");

    expect(slots.info).toEqual([{ value: { items: ["a"] } }]);
  });

  it("put variables in when something is said", () => {
    const slots = setSlot(
      EMPTY_SLOTS,
      "info",
      { who: "${name}", all: "${people}, ${other}" },
      {
        variables: { name: { first: "Ada" }, people: 2 },
      },
    );

    expect(slots.info).toEqual([{ value: { who: { first: "Ada" }, all: "2, ${other}" } }]);
  });

  it("refuse what is no data, by the name of the slot", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    expect(caught(() => setSlot(EMPTY_SLOTS, "info", () => 1)).message).toContain("What info was given is a function.");
    expect(caught(() => addToSlot(EMPTY_SLOTS, "Tone", [Buffer.from("x")])).hint).toContain("image(…)");
    expect(caught(() => setSlot(EMPTY_SLOTS, "input", circle, { variables: { a: 1 } })).code).toBe("PROMPT_INVALID");
    expect(caught(() => setSlot(EMPTY_SLOTS, "input", "${f}", { variables: { f: () => 1 } })).details).toEqual({
      slot: "input",
    });
    for (const name of ["", "history", "output", "__proto__"]) {
      expect(caught(() => setSlot(EMPTY_SLOTS, name, "x")).code).toBe("PROMPT_INVALID");
    }
  });
});

describe("withHistory", () => {
  it("takes messages", () => {
    const history: ChatMessage[] = [
      { role: "user", content: [{ type: "text", text: "hi" }] },
      { role: "assistant", content: "" },
      { role: "tool", callId: "1", content: "{}" },
    ];

    expect(withHistory(EMPTY_SLOTS, history).history).toEqual(history);
  });

  it("refuses what is none, by its place", () => {
    const add = (...messages: unknown[]): unknown => withHistory(EMPTY_SLOTS, messages as ChatMessage[]);
    const fine = { role: "user", content: "x" };

    expect(caught(() => add(fine, { role: "human", content: "x" })).message).toContain(
      'Message 1 of the history has the role "human"',
    );
    expect(caught(() => add(null)).message).toContain("is no object");
    expect(caught(() => add({ role: "assistant", content: ["x"] })).message).toContain("no content");
    expect(caught(() => add({ role: "tool", content: "x" })).message).toContain("no callId");
    expect(caught(() => withHistory(EMPTY_SLOTS, "x" as unknown as ChatMessage[])).code).toBe("PROMPT_INVALID");
  });
});

describe("withAttachments and withWords", () => {
  it("add parts, and set or take away words", () => {
    const part: ContentPart = { type: "image", image: "https://a/b" };
    const slots = withWords(withAttachments(withAttachments(EMPTY_SLOTS, part), part), { output: "JSON" });

    expect(slots.attachments).toEqual([part, part]);
    expect(slots.output).toBe("JSON");
    expect(withWords(slots, { output: undefined }).output).toBeUndefined();
    expect(caught(() => withAttachments(slots, "cat.png" as unknown as ContentPart)).code).toBe("PROMPT_INVALID");
  });
});
