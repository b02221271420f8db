// Closes a run over several documents: one line for each with its figures and where to look first, and what came
// to nothing.

import { createShortNames } from "../documents/short-names.js";
import type { Report } from "./report.js";
import type { RenderOptions } from "./render-report.js";
import { cutStart, displayWidth, fitText, wrapText } from "./wrap-text.js";

export interface Failure {
  readonly name: string;
  readonly problem: string;
}

const COLUMNS = ["words", "facts", "high", "medium", "low"] as const;
const COLUMN = 8;
const LOOK_COLUMN = 24;
const WIDEST_NAME = 48;

export function renderOverview(
  reports: readonly Report[],
  failures: readonly Failure[],
  options: RenderOptions,
): string {
  const width = Math.min(options.width, 110);
  const { palette } = options;
  const fixed = 2 + COLUMNS.length * COLUMN;
  const looks = width - fixed - LOOK_COLUMN >= 20;
  const shorten = createShortNames(reports.map((report) => report.name));
  const longest = Math.max(8, ...reports.map((report) => displayWidth(shorten(report.name))));
  const name = Math.max(12, Math.min(longest, WIDEST_NAME, width - fixed - (looks ? LOOK_COLUMN : 0)));
  const head = `  ${fitText("document", name)}${COLUMNS.map((column) => fitText(column, COLUMN, "right")).join("")}${looks ? "  look first at" : ""}`;
  const rows = reports.map((report) => {
    const risks = (severity: string): string =>
      String(report.risks.filter((risk) => risk.severity === severity).length);
    const figures = [
      report.statistics.words.toLocaleString("en"),
      String(report.facts.length),
      risks("high"),
      risks("medium"),
      risks("low"),
    ];
    const cells = figures.map((figure, column) => {
      const cell = fitText(figure, COLUMN, "right");
      return column === 2 && figure !== "0" ? palette.high(cell) : cell;
    });
    const first = report.risks[0];
    const look = first && looks ? `  line ${first.line}, ${(first.signs[0]?.kind ?? "").replaceAll("-", " ")}` : "";
    return `  ${fitText(cutStart(shorten(report.name), name), name)}${cells.join("")}${look}`;
  });
  const problems = failures.flatMap((failure) =>
    wrapText(`${failure.name}: ${failure.problem}`, width, "  no report: ", "    "),
  );
  const table = reports.length === 0 ? [] : [palette.quiet(head), ...rows];
  return [palette.quiet("─".repeat(width)), palette.heading("Overview"), ...table, ...problems, ""].join("\n");
}
