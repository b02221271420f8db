/** The report as people read it: complete, within the width, and without a stray control character. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findFacts } from "../../../../samples/playbook/facts/facts.js";
import { normalize } from "../../../../samples/playbook/normalize/normalize.js";
import { choosePalette, PLAIN } from "../../../../samples/playbook/report/palette.js";
import { renderReport } from "../../../../samples/playbook/report/render-report.js";
import { compileReport, type Report } from "../../../../samples/playbook/report/report.js";
import { displayWidth } from "../../../../samples/playbook/report/wrap-text.js";
import { findRisks } from "../../../../samples/playbook/risks/risks.js";

const DATA = join(import.meta.dirname, "../../../../samples/data");

function reportOn(text: string, name = "doc.md"): Report {
  const document = normalize({ name, text });
  return compileReport(document, findFacts(document), findRisks(document));
}

const render = (report: Report, width = 80, all = false): string =>
  renderReport(report, { width, palette: PLAIN, all });

describe("renderReport", () => {
  it("shows title, summary, risks, facts and statistics", () => {
    const text = render(
      reportOn(
        "# The pump\n\nDate: 3 May 2026\n\nThe pump of the northern hall has to be replaced by 1 May 2026. " +
          "The board approved EUR 4,000 for the pump of the hall. It takes three weeks. Mira Anselm will see to it.\n",
      ),
    );

    expect(text).toBe(
      [
        "─".repeat(80),
        "The pump",
        "dated 2026-05-03 · 41 words · 1 min to read                               doc.md",
        "─".repeat(80),
        "",
        "In short",
        "  The pump of the northern hall has to be replaced by 1 May 2026. (line 5)",
        "",
        "Risks  1 high · 0 medium · 0 low",
        "  HIGH    overdue, no owner · line 5",
        '          "The pump of the northern hall has to be replaced by 1 May 2026."',
        "          → It was due by 2026-05-01, 2 days before the date of the document",
        "            (2026-05-03), and is not called done.",
        '          → "has to" binds, but the sentence does not say whom.',
        "",
        "Decided  1",
        "  The board approved EUR 4,000 for the pump of the hall. (line 5)",
        "",
        "Owed  1",
        "  2026-05-01  The pump of the northern hall has to be replaced by 1 May 2026.",
        "              (line 5)",
        "",
        "When  1 of 2",
        "  2026-05-03  Date: 3 May 2026 (line 3)",
        "",
        "How long  1",
        "  3 weeks  It takes three weeks. (line 5)",
        "",
        "Who",
        "  People         Mira Anselm",
        "",
        "Reading",
        "  41 words in 5 sentences and 1 section, about 1 minute to read. A sentence has",
        "  8.8 words on average; the longest has 14 (line 5).",
        "  Facts and risks were found by plain code.",
        "",
      ].join("\n"),
    );
  });

  const documents = readdirSync(DATA).map((name) => [name, readFileSync(join(DATA, name), "utf8")] as const);

  it.each(documents)("keeps within the width: %s", (name, text) => {
    const report = reportOn(text, name);

    for (const width of [40, 80, 120]) {
      for (const all of [false, true]) {
        expect(
          render(report, width, all)
            .split("\n")
            .filter((line) => displayWidth(line) > width),
        ).toEqual([]);
      }
    }
  });

  it.each(documents)("says the same with and without colour: %s", (name, text) => {
    const report = reportOn(text, name);
    const colourful = renderReport(report, { width: 80, palette: choosePalette(true, {}), all: false });
    const bare = colourful.replace(/\p{Cc}\[[\d;]*m/gu, "");

    expect(colourful).not.toBe(bare);
    expect(bare).toBe(render(report));
  });

  it.each(documents)("finds something worth reading in each part: %s", (name, text) => {
    const report = reportOn(text, name);

    expect(report.date).toMatch(/^2026-/);
    expect(report.summary).toHaveLength(4);
    expect(report.risks.filter((risk) => risk.severity === "high").length).toBeGreaterThan(2);
    expect(report.risks.some((risk) => risk.signs[0]?.kind === "contradiction")).toBe(true);
    expect(report.facts.length).toBeGreaterThan(30);
  });

  it("shows risks of every kind rather than many of one", () => {
    const text = `${"The pump failed. ".repeat(9)}The manual must be corrected. It has not been decided. There is a penalty.`;
    const kinds = [...render(reportOn(text)).matchAll(/^ {2}medium {2}(\S+(?: \S+)?)/gmu)].map((match) => match[1]);

    expect(kinds.length).toBe(6);
    expect([...new Set(kinds)]).toEqual(["blocked", "no owner", "open question", "concern"]);
  });

  it("shows everything when asked to", () => {
    const [, text = ""] = documents[1] ?? [];
    const report = reportOn(text);
    const flat = render(report, 110, true).replace(/\s+/g, " ");

    expect(report.risks.filter((risk) => !flat.includes(risk.sentence.slice(0, 40)))).toEqual([]);
    expect(report.facts.filter((fact) => fact.kind === "person" && !flat.includes(fact.value))).toEqual([]);
  });

  it("survives text that is wide, nameless or empty", () => {
    expect(render(reportOn("我们必须在五月前完成这个项目。".repeat(20)), 40)).toContain("Reading");
    expect(render(reportOn(""), 20)).toContain("None found.");
  });
});
