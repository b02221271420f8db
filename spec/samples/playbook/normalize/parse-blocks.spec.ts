/** How plain text and Markdown fall into headings, paragraphs, items, fields and rows. */
import { describe, expect, it } from "vitest";
import { parseBlocks } from "../../../../samples/playbook/normalize/parse-blocks.js";

const read = (text: string): string[] =>
  parseBlocks(text).map(
    (block) => `${block.kind}${block.level > 0 ? String(block.level) : ""} ${String(block.line)} ${block.text}`,
  );

describe("parseBlocks", () => {
  it("reads Markdown headings in both styles", () => {
    expect(read("# One #\n\nTwo\n===\n\nThree\n-----\ntext")).toEqual([
      "heading1 1 One",
      "heading1 3 Two",
      "heading2 6 Three",
      "prose 8 text",
    ]);
  });

  it("reads the headings of plain text: the first line, numbered ones, and capitals", () => {
    expect(read("Annual report\n\nText here.\n\n2. Money matters\n\nMore.\n\nNEXT STEPS\n\nEnd.")).toEqual([
      "heading1 1 Annual report",
      "prose 3 Text here.",
      "heading2 5 Money matters",
      "prose 7 More.",
      "heading2 9 NEXT STEPS",
      "prose 11 End.",
    ]);
  });

  it("takes the only line of a text for what it says", () => {
    expect(read("The budget is too small\n")).toEqual(["prose 1 The budget is too small"]);
  });

  it("joins the lines of a paragraph and remembers where each began", () => {
    const [block] = parseBlocks("\nfirst line\nsecond cut-\nover line\n");

    expect(block).toEqual({
      kind: "prose",
      level: 0,
      text: "first line second cut-over line",
      line: 2,
      breaks: [11, 22],
    });
  });

  it("reads list items of every mark, with their continuation", () => {
    expect(read("- one\n  goes on\n* two\n3. three\n(b) four\n- [x] five\n- [ ] six")).toEqual([
      "item 1 one goes on",
      "item 3 two",
      "item 4 three",
      "item 5 four",
      "item 6 Done: five",
      "item 7 six",
    ]);
  });

  it("reads fields at the start of a paragraph, and not in the middle of a sentence", () => {
    expect(read("Date: 3 May 2026\nAuthor: M. Lind\n\nWe know the following\nOptions: none.")).toEqual([
      "field 1 Date: 3 May 2026",
      "field 2 Author: M. Lind",
      "prose 4 We know the following Options: none.",
    ]);
  });

  it("names the cells of a table row by its header and marks empty ones", () => {
    expect(read("| Step | Due | Owner |\n|---|:--|---|\n| Test | 3 May | |\n\nAfter.")).toEqual([
      "row 3 Test | Due: 3 May | Owner: -",
      "prose 5 After.",
    ]);
  });

  it("numbers the columns that a header leaves without a name", () => {
    expect(read("| | |\n|---|---|\n| a | b | c |")).toEqual(["row 3 a | Column 2: b | Column 3: c"]);
  });

  it("reads front matter as fields", () => {
    expect(read('---\ntitle: "A night"\ndate: 3 May 2026\n---\n\n# A night\n')).toEqual([
      'field 2 Title: "A night"',
      "field 3 Date: 3 May 2026",
      "heading1 6 A night",
    ]);
  });

  it("leaves code out, and reads what is quoted", () => {
    expect(read("Before.\n\n```js\nmust(fail);\n```\n\n> quoted words\n> go on")).toEqual([
      "prose 1 Before.",
      "prose 7 quoted words go on",
    ]);
  });

  it("gives nothing for nothing", () => {
    expect(read("")).toEqual([]);
    expect(read("\n\n---\n\n***\n")).toEqual([]);
  });
});
