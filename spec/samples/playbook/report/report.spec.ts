/** The report of a document: its opening sentences, its statistics, and notes on the reading. */
import { describe, expect, it } from "vitest";
import { findFacts } from "../../../../samples/playbook/facts/facts.js";
import { normalize } from "../../../../samples/playbook/normalize/normalize.js";
import { compileReport, Report } from "../../../../samples/playbook/report/report.js";
import { findRisks } from "../../../../samples/playbook/risks/risks.js";

function reportOn(text: string): Report {
  const document = normalize({ name: "doc.md", text });
  return compileReport(document, findFacts(document), findRisks(document));
}

const PUMPS =
  "# Pumps\n\nDate: 3 May 2026\n\nThe pumps of the northern station were replaced in April and now run well.\n\n" +
  "The station sells water. Lunch was good. The pumps cost EUR 40,000 and the station paid EUR 30,000 of it at once.\n";

describe("compileReport", () => {
  it("fits the schema that --json promises, and survives JSON", () => {
    const report = reportOn(PUMPS);

    expect(Report.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it("knows title, date and statistics", () => {
    expect(reportOn(PUMPS)).toMatchObject({
      name: "doc.md",
      title: "Pumps",
      date: "2026-05-03",
      statistics: { lines: 7, sentences: 5, sections: 1, minutes: 1, longest: { line: 7, words: 15 } },
      notes: [],
    });
  });

  it("begins its summary with the opening and keeps the order of the document", () => {
    const { summary } = reportOn(PUMPS);
    const lines = summary.map(({ line }) => line);

    expect(summary[0]?.text).toMatch(/^The pumps of the northern station were replaced/);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
    expect(summary.map(({ text }) => text)).not.toContain("Lunch was good.");
  });

  it("does not repeat itself in the summary", () => {
    const same = "The pumps of the northern station were replaced in April and they run well again now.";
    const { summary } = reportOn(
      `${same} ${same} ${same} ${same} The old valves of the southern hall went to a scrap dealer in town.`,
    );

    expect(summary.map(({ text }) => text)).toHaveLength(2);
  });

  it("says when the text is no English, and when it bears no date", () => {
    const german =
      "Die Pumpen der nördlichen Station wurden im Winter ersetzt und laufen seither ohne jede Störung. ".repeat(3);

    expect(reportOn(german).notes).toEqual([
      expect.stringContaining("does not look English"),
      expect.stringContaining("no date of its own"),
    ]);
  });

  it("survives a document without a single sentence", () => {
    expect(reportOn("# Title\n\n## Other\n")).toMatchObject({
      title: "Title",
      date: null,
      summary: [],
      facts: [],
      risks: [],
      statistics: { sentences: 0, longest: null },
    });
  });
});
