/** The table that closes a run over several documents. */
import { describe, expect, it } from "vitest";
import { findFacts } from "../../../../samples/playbook/facts/facts.js";
import { normalize } from "../../../../samples/playbook/normalize/normalize.js";
import { PLAIN } from "../../../../samples/playbook/report/palette.js";
import { renderOverview } from "../../../../samples/playbook/report/render-overview.js";
import { compileReport, type Report } from "../../../../samples/playbook/report/report.js";
import { displayWidth } from "../../../../samples/playbook/report/wrap-text.js";
import { findRisks } from "../../../../samples/playbook/risks/risks.js";

function reportOn(name: string, text: string): Report {
  const document = normalize({ name, text });
  return compileReport(document, findFacts(document), findRisks(document));
}

const REPORTS = [reportOn("a.md", "The boats cannot sail. It cost EUR 500."), reportOn("b.md", "All is well.")];

describe("renderOverview", () => {
  it("gives each document a line, and where to look first", () => {
    const lines = renderOverview(REPORTS, [], { width: 90, palette: PLAIN, all: false }).split("\n");

    expect(lines).toEqual([
      "─".repeat(90),
      "Overview",
      "  document       words   facts    high  medium     low  look first at",
      "  a.md               8       1       1       0       0  line 1, blocked",
      "  b.md               3       0       0       0       0",
      "",
    ]);
  });

  it("names what could not be read", () => {
    const text = renderOverview(REPORTS, [{ name: "c.md", problem: "it is empty" }], {
      width: 90,
      palette: PLAIN,
      all: false,
    });

    expect(text).toContain("  no report: c.md: it is empty\n");
  });

  it("keeps within a narrow terminal and tells long paths by their end", () => {
    const long = reportOn("a/very/long/path/that/nobody/wants/to/read/to/its/end.md", "All is well.");
    const lines = renderOverview([long], [], { width: 60, palette: PLAIN, all: false }).split("\n");

    expect(lines.filter((line) => displayWidth(line) > 60)).toEqual([]);
    expect(lines[3]).toContain("end.md");
  });
});
