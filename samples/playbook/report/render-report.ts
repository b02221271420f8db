// Writes a report for a person at a terminal: what it is, what it says, what to look at twice, what it states. No
// wider than reads well or than the terminal is, and the same text without colour.

import type { Palette } from "./palette.js";
import { renderFacts } from "./render-facts.js";
import { renderRisks } from "./render-risks.js";
import { describeReadBy } from "./read-by.js";
import type { Report } from "./report.js";
import { cutStart, cutText, displayWidth, wrapText } from "./wrap-text.js";

export interface RenderOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly palette: Palette;
  /** Everything that was found, not only the strongest of each group. */
  readonly all: boolean;
}

/** Lines longer than this are hard to read, however wide the terminal is. */
const WIDEST = 110;
/** A report in less than this would be a column of single words; there the terminal may break the lines. */
const NARROWEST = 40;

export function renderReport(report: Report, options: RenderOptions): string {
  const width = Math.max(NARROWEST, Math.min(WIDEST, options.width));
  const layout = { ...options, width };
  const sections = [
    renderHead(report, layout),
    renderSummary(report, layout),
    renderRisks(report, layout),
    ...renderFacts(report, layout),
    renderReading(report, layout),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function renderHead(report: Report, { width, palette }: RenderOptions): string[] {
  const rule = palette.quiet("─".repeat(width));
  const name = cutStart(report.name, Math.floor(width / 2));
  const { words, minutes } = report.statistics;
  const about = [
    report.date === null ? "undated" : `${report.dateBasis === "latest" ? "latest date" : "dated"} ${report.date}`,
    count(words, "word"),
    `${minutes} min to read`,
  ].join(" · ");
  const gap = Math.max(2, width - displayWidth(about) - displayWidth(name));
  const fits = displayWidth(about) + displayWidth(name) + 2 <= width;
  const below = fits
    ? [palette.quiet(`${about}${" ".repeat(gap)}${name}`)]
    : [palette.quiet(cutText(about, width)), palette.quiet(name)];
  return [rule, ...wrapText(report.title, width).map(palette.title), ...below, rule];
}

function renderSummary(report: Report, { width, palette }: RenderOptions): string[] {
  if (report.summary.length === 0) return [];
  const lines = report.summary.flatMap(({ text, line }) => wrapText(`${text} (line\u00A0${line})`, width, "  "));
  return [palette.heading("In short"), ...lines];
}

function renderReading(report: Report, { width, palette }: RenderOptions): string[] {
  const { words, sentences, sections, minutes, wordsPerSentence, longest } = report.statistics;
  const parts = [
    `${count(words, "word")} in ${count(sentences, "sentence")}${sections > 0 ? ` and ${count(sections, "section")}` : ""}, about ${count(minutes, "minute")} to read.`,
    wordsPerSentence > 0 ? `A sentence has ${count(wordsPerSentence, "word")} on average` : "",
    longest && longest.words > 1 ? `; the longest has ${longest.words} (line\u00A0${longest.line}).` : ".",
  ];
  const text = wordsPerSentence > 0 ? `${parts[0]} ${parts[1]}${parts[2]}` : (parts[0] ?? "");
  const notes = report.notes.flatMap((note) => wrapText(`Note: ${note}`, width, "  ", "  "));
  const by = wrapText(describeReadBy(report.readBy), width, "  ", "  ");
  return [palette.heading("Reading"), ...wrapText(text, width, "  ", "  "), ...by, ...notes];
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
