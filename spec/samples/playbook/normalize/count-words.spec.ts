/** Words are counted in scripts with and without spaces. */
import { describe, expect, it } from "vitest";
import { countWords, listWords } from "../../../../samples/playbook/normalize/count-words.js";

describe("listWords", () => {
  it("keeps what belongs together", () => {
    expect(listWords("Don't cut-over at 14:05 for 3.5 or 1,200; it's the O'Neill plan.")).toEqual([
      "Don't",
      "cut-over",
      "at",
      "14:05",
      "for",
      "3.5",
      "or",
      "1,200",
      "it's",
      "the",
      "O'Neill",
      "plan",
    ]);
  });

  it("reads accented and joined letters as parts of words", () => {
    expect(listWords("Größe naïve cafe\u0301 Łódź привет")).toEqual(["Größe", "naïve", "cafe\u0301", "Łódź", "привет"]);
  });
});

describe("countWords", () => {
  it("counts words of scripts without spaces by dictionary", () => {
    expect(countWords("我们必须在五月前完成")).toBeGreaterThan(3);
    expect(countWords("วันนี้อากาศดี")).toBeGreaterThan(2);
  });

  it("counts nothing in nothing", () => {
    expect(countWords("")).toBe(0);
    expect(countWords("— … !")).toBe(0);
  });
});
