// The risks of a report, gravest first: the grave ones with their sentence and the reasons, the others in one line each
// and only a few of them, because a list that nobody finishes warns of nothing.

import type { RenderOptions } from "./render-report.js";
import type { Report } from "./report.js";
import type { Risk, Severity } from "../risks/risks.js";
import { cutText, fitText, wrapText } from "./wrap-text.js";

const SHOWN: Readonly<Record<Severity, number>> = { high: 8, medium: 6, low: 0 };
const LABELS: Readonly<Record<Severity, string>> = { high: "HIGH", medium: "medium", low: "low" };
/** As few as this are all told with their reasons, the mildest only by line. */
const SHORT_LIST = 6;
const INDENT = 10;
const KIND_COLUMN = 15;
const LINES_LISTED = 15;
/** Reasons of these kinds go without saying where a firmer one is told. */
const MILD = new Set(["concern", "hedge"]);

export function renderRisks(report: Report, options: RenderOptions): string[] {
  const { palette } = options;
  if (report.risks.length === 0) return [palette.heading("Risks"), "  None found."];
  const severities = ["high", "medium", "low"] as const;
  const tally = severities.map((severity) => `${of(report, severity).length} ${severity}`).join(" · ");
  return [
    `${palette.heading("Risks")}  ${palette.quiet(tally)}`,
    ...severities.flatMap((severity) =>
      renderSeverity(of(report, severity), severity, report.risks.length <= SHORT_LIST, options),
    ),
  ];
}

function renderSeverity(
  risks: readonly Risk[],
  severity: Severity,
  isShort: boolean,
  options: RenderOptions,
): string[] {
  const shown = options.all ? risks : pickVaried(risks, SHOWN[severity]);
  const inFull = options.all || severity === "high" || (severity === "medium" && isShort);
  const lines = shown.flatMap((risk) => (inFull ? renderRisk(risk, options) : renderBrief(risk, options)));
  const left = risks.filter((risk) => !shown.includes(risk));
  if (left.length === 0) return lines;
  const numbers = [...new Set(left.map((risk) => risk.line))].sort((a, b) => a - b);
  const where = numbers.slice(0, LINES_LISTED).join(", ") + (numbers.length > LINES_LISTED ? " …" : "");
  const more = `${left.length}${shown.length > 0 ? " more" : ""} in line${numbers.length === 1 ? "" : "s"} ${where}`;
  const lead = shown.length > 0 ? " ".repeat(INDENT) : fitText(`  ${LABELS[severity]}`, INDENT);
  return [...lines, ...wrapText(more, options.width, lead, " ".repeat(INDENT)).map(options.palette.quiet)];
}

/** One of each kind, then a second of each, and so on: six of a kind would hide the others. Keeps the given order. */
function pickVaried(risks: readonly Risk[], most: number): Risk[] {
  const seen = new Map<string | undefined, number>();
  const rounds = risks.map((risk) => {
    const kind = risk.signs[0]?.kind;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    return { risk, round: seen.get(kind) ?? 0 };
  });
  const picked = new Set([...rounds].sort((a, b) => a.round - b.round).slice(0, most));
  return rounds.filter((one) => picked.has(one)).map(({ risk }) => risk);
}

function renderRisk(risk: Risk, { width, palette, all }: RenderOptions): string[] {
  const hang = " ".repeat(INDENT);
  const kinds = risk.signs.map((sign) => sign.kind.replaceAll("-", " ")).join(", ");
  const firm = risk.signs.filter((sign) => !MILD.has(sign.kind));
  const told = all || firm.length === 0 ? risk.signs : firm;
  const label = colourOf(risk, palette)(fitText(`  ${LABELS[risk.severity]}`, INDENT));
  const where = ` · line ${risk.line}`;
  return [
    `${label}${palette.title(cutText(kinds, width - INDENT - where.length))}${palette.quiet(where)}`,
    ...wrapText(`"${risk.sentence}"`, width, hang, `${hang} `),
    ...risk.against
      .slice(0, 3)
      .flatMap((other) =>
        wrapText(`"${other.sentence}" (line\u00A0${other.line})`, width, `${hang}against: `, `${hang} `),
      ),
    ...told.flatMap(({ why }) => wrapText(why, width, `${hang}→ `, `${hang}  `).map(palette.quiet)),
  ];
}

function renderBrief(risk: Risk, { width, palette }: RenderOptions): string[] {
  const label = colourOf(risk, palette)(fitText(`  ${LABELS[risk.severity]}`, INDENT));
  const kind = fitText((risk.signs[0]?.kind ?? "").replaceAll("-", " "), KIND_COLUMN);
  const line = fitText(String(risk.line), 4, "right");
  return [`${label}${kind}${palette.quiet(line)}  ${cutText(risk.sentence, width - INDENT - KIND_COLUMN - 6)}`];
}

function colourOf(risk: Risk, palette: RenderOptions["palette"]): (text: string) => string {
  if (risk.severity === "high") return palette.high;
  return risk.severity === "medium" ? palette.medium : palette.quiet;
}

function of(report: Report, severity: Severity): Risk[] {
  return report.risks.filter((risk) => risk.severity === severity);
}
