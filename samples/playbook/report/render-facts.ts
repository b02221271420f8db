// The facts of a report in groups that answer a question each: what was decided, who owes what, when, how much, who.
// What is due and what happened come in the order of the calendar, everything else in the order of weight.

import type { Fact, FactKind } from "../facts/facts.js";
import type { RenderOptions } from "./render-report.js";
import type { Report } from "./report.js";
import { displayWidth, fitText, wrapText } from "./wrap-text.js";

interface Group {
  readonly heading: string;
  readonly kinds: readonly FactKind[];
  readonly shown: number;
  /** What stands in the left column; the empty text for a group whose sentences say it all. */
  readonly label: (fact: Fact) => string;
  readonly byLabel: boolean;
}

const GROUPS: readonly Group[] = [
  { heading: "Decided", kinds: ["decision"], shown: 5, label: () => "", byLabel: false },
  { heading: "Owed", kinds: ["obligation"], shown: 7, label: dueDate, byLabel: true },
  { heading: "When", kinds: ["date"], shown: 7, label: (fact) => fact.value, byLabel: true },
  { heading: "How much", kinds: ["amount", "percentage"], shown: 7, label: (fact) => fact.value, byLabel: false },
  { heading: "How long", kinds: ["duration"], shown: 4, label: (fact) => fact.value, byLabel: false },
];

const NAMES: readonly (readonly [FactKind, string])[] = [
  ["person", "People"],
  ["organisation", "Organisations"],
  ["name", "Also named"],
];
const NAMES_SHOWN = 10;
const NAME_COLUMN = 17;

export function renderFacts(report: Report, options: RenderOptions): string[][] {
  const told = new Set<string>();
  return [...GROUPS.map((group) => renderGroup(report, group, options, told)), renderNames(report, options)];
}

/** Every sentence is told once: a date or an amount in a sentence that stands above already is seen there. */
function renderGroup(report: Report, group: Group, options: RenderOptions, told: Set<string>): string[] {
  const { width, palette, all } = options;
  const facts = report.facts.filter((fact) => group.kinds.includes(fact.kind));
  const fresh: Fact[] = [];
  for (const fact of facts) {
    if (!all && (told.has(fact.sentence) || fresh.length === group.shown)) continue;
    told.add(fact.sentence);
    fresh.push(fact);
  }
  if (fresh.length === 0) return [];
  if (group.byLabel) fresh.sort((a, b) => (sortKey(group.label(a)) < sortKey(group.label(b)) ? -1 : 1));
  const column = Math.max(...fresh.map((fact) => displayWidth(group.label(fact))));
  const indent = column === 0 ? 2 : column + 4;
  const lines = fresh.flatMap((fact) => {
    const text = excerpt(fact, 2 * (width - indent) - 14);
    const [first = "", ...rest] = wrapText(`${text} (line\u00A0${fact.line})`, width, " ".repeat(indent));
    return [`  ${fitText(group.label(fact), indent - 2)}${first.slice(indent)}`, ...rest];
  });
  const tally = fresh.length < facts.length ? `${fresh.length} of ${facts.length}` : String(facts.length);
  return [`${palette.heading(group.heading)}  ${palette.quiet(tally)}`, ...lines];
}

function renderNames(report: Report, { width, palette, all }: RenderOptions): string[] {
  const lines = NAMES.flatMap(([kind, label]) => {
    const facts = report.facts.filter((fact) => fact.kind === kind);
    if (facts.length === 0) return [];
    facts.sort((a, b) => b.mentions - a.mentions || a.line - b.line);
    const shown = all ? facts : facts.slice(0, NAMES_SHOWN);
    const list = shown.map((fact) => (fact.mentions > 1 ? `${fact.value} (${fact.mentions})` : fact.value)).join(", ");
    const more = facts.length > shown.length ? ` and ${facts.length - shown.length} more` : "";
    const [first = "", ...rest] = wrapText(`${list}${more}`, width, " ".repeat(NAME_COLUMN));
    return [`${fitText(`  ${label}`, NAME_COLUMN)}${first.slice(NAME_COLUMN)}`, ...rest];
  });
  return lines.length === 0 ? [] : [palette.heading("Who"), ...lines];
}

/** An obligation's value ends in "by 2026-04-15" when it has a date. */
function dueDate(fact: Fact): string {
  return /by (\d{4}-\d{2}(?:-\d{2})?|\d{4}-Q\d)$/u.exec(fact.value)?.[1] ?? "no date";
}

/** A month comes after its days, a quarter after its months, what has no date last of all. */
function sortKey(label: string): string {
  return /^\d/u.test(label)
    ? label.replace(/Q(\d)/u, (_, quarter: string) => String(Number(quarter) * 3).padStart(2, "0")).padEnd(10, "~")
    : "~";
}

/** A long sentence is cut to the part around the fact, at words. */
function excerpt(fact: Fact, room: number): string {
  if (displayWidth(fact.sentence) <= room || room < 20) return fact.sentence;
  const digits = /[\d.,]*\d/u.exec(fact.value.replace(/^\d{4}-\d{2}-0?/u, ""))?.[0] ?? fact.value;
  const at = Math.max(0, fact.sentence.indexOf(digits));
  const from = at < room - 24 ? 0 : fact.sentence.lastIndexOf(" ", Math.max(0, at - Math.floor(room / 2))) + 1;
  const to = fact.sentence.lastIndexOf(" ", from + room - 2);
  const end = fact.sentence.length - from <= room - 2 ? fact.sentence.length : to <= from ? from + room - 2 : to;
  const tail = end < fact.sentence.length ? "…" : "";
  return `${from > 0 ? "… " : ""}${fact.sentence.slice(from, end).replace(/[\s,;:]+$/u, "")}${tail}`;
}
