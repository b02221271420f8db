/** Eight times the text takes about eight times as long, whatever the text is: no input may hang the command. */
import { describe, expect, it } from "vitest";
import { findFacts } from "../../../samples/playbook/facts/facts.js";
import { normalize } from "../../../samples/playbook/normalize/normalize.js";
import { PLAIN } from "../../../samples/playbook/report/palette.js";
import { renderReport } from "../../../samples/playbook/report/render-report.js";
import { compileReport } from "../../../samples/playbook/report/report.js";
import { findRisks } from "../../../samples/playbook/risks/risks.js";

function measure(text: string): number {
  const startedAt = performance.now();
  const document = normalize({ name: "n", text });
  renderReport(compileReport(document, findFacts(document), findRisks(document)), {
    width: 80,
    palette: PLAIN,
    all: false,
  });
  return performance.now() - startedAt;
}

const SMALL = 20_000;
const FACTOR = 8;
/** Quadratic work would take 64 times as long; below half a second a machine's own noise decides. */
const MOST_TIMES = 32;
const TOO_SHORT_TO_JUDGE_MS = 500;

const INPUTS: Readonly<Record<string, (size: number) => string>> = {
  prose: (size) =>
    "On 3 May 2026 the board agreed to pay EUR 12,000. It may be late, and nobody owns it. ".repeat(size / 88),
  "one word": (size) => "a".repeat(size),
  "one paragraph of lines": (size) => "a b c.\r\n".repeat(size / 8),
  "claims about one thing": (size) =>
    Array.from({ length: size / 24 }, (_, index) => `The loss is EUR ${String(index)}. `).join(""),
  names: (size) =>
    Array.from(
      { length: size / 20 },
      (_, index) => `Anna ${String.fromCodePoint(0x41 + (index % 26))}ell${"abcdefghij".charAt(index % 10)} said so. `,
    ).join(""),
  numbers: (size) => "12 ".repeat(size / 3),
  dates: (size) => "3 May ".repeat(size / 6),
  brackets: (size) => "[a](".repeat(size / 4),
  emphasis: (size) => "**a _b `c ".repeat(size / 10),
  comments: (size) => "<!--".repeat(size / 4),
  "table rows": (size) => "| a | b |\n".repeat(size / 10),
  "control sequences": (size) => "\u001B[".repeat(size / 2),
  "blank lines": (size) => "\n".repeat(size),
  "a wide gap": (size) => `a${" ".repeat(size)}b`,
  chinese: (size) => "我们必须完成。".repeat(size / 7),
};

describe("the playbook", () => {
  it.each(Object.entries(INPUTS))("takes linear time for %s", { timeout: 60_000 }, (_name, make) => {
    measure(make(SMALL));
    const small = measure(make(SMALL));
    const large = measure(make(SMALL * FACTOR));

    expect(
      large < TOO_SHORT_TO_JUDGE_MS || large < small * MOST_TIMES,
      `${String(small)} ms, then ${String(large)} ms`,
    ).toBe(true);
  });
});
