/** Cleaning makes text uniform and harmless, and never moves a line. */
import { describe, expect, it } from "vitest";
import { cleanLine, cleanText } from "../../../../samples/playbook/normalize/clean-text.js";

describe("cleanText", () => {
  it("composes letters", () => {
    expect(cleanText("cafe\u0301")).toBe("caf\u00E9");
  });

  it("makes every line break one", () => {
    expect(cleanText("a\r\nb\rc\u2028d\fe")).toBe("a\nb\nc\nd\ne");
  });

  it("straightens quotes of all countries", () => {
    expect(cleanText("\u201Eja\u201C \u2018no\u2019 \u00ABoui\u00BB")).toBe(`"ja" 'no' "oui"`);
  });

  it("makes odd spaces plain and takes invisible ones away", () => {
    expect(cleanText("a\u00A0b\u2009c\u200Bd\u00ADe\uFEFFf")).toBe("a b cdef");
  });

  it("takes out what would steer a terminal, and keeps the words between", () => {
    expect(cleanText("\u001B[31mred\u001B[0m \u001B]0;title\u0007text \u202Ereversed")).toBe("red text reversed");
  });

  it("keeps brackets at the start of a line", () => {
    expect(cleanText("one\n[two](three)")).toBe("one\n[two](three)");
  });

  it("keeps the joiners that Persian and emoji need", () => {
    expect(cleanText("\u0645\u06CC\u200C\u062E \u{1F469}\u200D\u{1F4BB}")).toBe(
      "\u0645\u06CC\u200C\u062E \u{1F469}\u200D\u{1F4BB}",
    );
  });
});

describe("cleanLine", () => {
  it("gives one line", () => {
    expect(cleanLine(" a\n  b\t c ")).toBe("a b c");
  });
});
