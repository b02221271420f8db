/** A document keeps its title, its sections, and for every sentence the line on which it begins. */
import { describe, expect, it } from "vitest";
import { normalize } from "../../../../samples/playbook/normalize/normalize.js";

const document = (text: string): ReturnType<typeof normalize> => normalize({ name: "doc.md", text });

describe("normalize", () => {
  it("gives each sentence its line, kind and section", () => {
    const { sentences, sections } = document(
      "# Plan\n\nWe start. We go\non and on. We end.\n\n## Tasks\n\n- Ship it.\n",
    );

    expect(sections.map(({ heading, line }) => [heading, line])).toEqual([
      ["", 1],
      ["Plan", 1],
      ["Tasks", 6],
    ]);
    expect(sentences.map(({ text, line, kind, section, opens }) => [text, line, kind, section, opens])).toEqual([
      ["We start.", 3, "prose", 1, true],
      ["We go on and on.", 3, "prose", 1, false],
      ["We end.", 4, "prose", 1, false],
      ["Ship it.", 8, "item", 2, true],
    ]);
  });

  it("counts the words of headings and sentences", () => {
    expect(document("# Two words\n\nThree more words.").words).toBe(5);
  });

  it("takes the title from front matter, else the highest heading, else the opening", () => {
    expect(document("---\ntitle: 'The night'\n---\n# Other\n\nText.").title).toBe("The night");
    expect(document("## Second\n\nText.\n\n# First\n\nText.").title).toBe("First");
    expect(document("It begins like this. And goes on.").title).toBe("It begins like this");
  });

  it("shortens a long title at a word", () => {
    const { title } = document(`${"endless words ".repeat(20)}.`);

    expect(title.length).toBeLessThanOrEqual(91);
    expect(title).toMatch(/(endless|words)…$/);
  });

  it("reads windows line ends and composed letters alike", () => {
    expect(document("Cafe\u0301 here.\r\n\r\nNext.").sentences.map(({ text, line }) => [text, line])).toEqual([
      ["Café here.", 1],
      ["Next.", 3],
    ]);
  });

  it("survives text without sentences", () => {
    expect(document("")).toMatchObject({ title: "doc.md", lines: 0, words: 0, sentences: [] });
    expect(document("```\ncode only\n```")).toMatchObject({ title: "doc.md", sentences: [] });
  });

  it("cuts an endless line into sentences of a bearable length", () => {
    const { sentences, words } = document("| a |\n".repeat(3) + "word ".repeat(20_000));

    expect(words).toBeGreaterThanOrEqual(20_000);
    expect(Math.max(...sentences.map((sentence) => sentence.text.length))).toBeLessThan(3100);
  });
});
