// The signs of risk that one sentence can show by itself. Each rule looks for one sign and says in plain words why it
// found it; `risks.ts` runs all of them and brings together what concerns the same sentence.

import type { DocumentDate } from "../facts/document-date.js";
import { daysBetween, type FoundDate } from "../facts/find-dates.js";
import type { Sentence } from "../normalize/normalize.js";
import { findDeadline, isSettled, type Obligation } from "../facts/read-obligation.js";
import {
  BLOCKING_SIGNS,
  CONCERN_SIGNS,
  HEDGE_SIGNS,
  NO_OWNER_CELL,
  NO_OWNER_SIGNS,
  OPEN_SIGNS,
  REVERSED,
} from "./risk-signs.js";

export type SentenceRisk = "overdue" | "deadline" | "blocked" | "concern" | "no-owner" | "open-question" | "hedge";

/** 3 high, 2 medium, 1 low. */
export type RiskWeight = 1 | 2 | 3;

export interface RiskSign {
  readonly kind: SentenceRisk;
  readonly weight: RiskWeight;
  readonly why: string;
}

export interface RiskContext {
  readonly sentence: Sentence;
  readonly dates: readonly FoundDate[];
  readonly obligation: Obligation | undefined;
  readonly dated: DocumentDate;
}

export type RiskRule = (context: RiskContext) => RiskSign | undefined;

/** A deadline this near to the document's own date leaves little room; one beyond the second is not yet a worry. */
const NEAR_DAYS = 14;
const AHEAD_DAYS = 60;

export const RISK_RULES: readonly RiskRule[] = [deadline, blocking, missingOwner, openQuestion, concern, hedging];

function deadline({ sentence, dates, obligation, dated }: RiskContext): RiskSign | undefined {
  const due = obligation?.due ?? findDeadline(sentence.text, dates);
  if (!due || isSettled(sentence.text)) return undefined;
  if (dated.iso === "")
    return { kind: "deadline", weight: 1, why: `The date is ${due.last}, and the document bears none to judge it by.` };
  const days = daysBetween(dated.iso, due.last);
  if (days < 0) {
    // "in January" without a year may as well mean the next one: only a full date can be called overdue.
    if (due.first !== due.last && !/\d{4}/u.test(due.text)) return undefined;
    const own = `the date of the document (${dated.iso})`;
    const why = `It was due by ${due.last}, ${countDays(-days)} before ${own}, and is not called done.`;
    return { kind: "overdue", weight: 3, why };
  }
  if (days > AHEAD_DAYS) return undefined;
  const left =
    days === 0
      ? "is the day of the document itself"
      : `is ${countDays(days)} after the date of the document (${dated.iso})`;
  return { kind: "deadline", weight: days <= NEAR_DAYS ? 2 : 1, why: `${due.last} ${left}.` };
}

function blocking({ sentence }: RiskContext): RiskSign | undefined {
  for (const { pattern, weight, says } of BLOCKING_SIGNS) {
    const sign = findSign(pattern, sentence.text);
    if (sign === undefined) continue;
    const mended = isSettled(sentence.text);
    return {
      kind: "blocked",
      weight: mended ? 1 : weight,
      why: `"${sign}" ${says}${mended ? ", though it seems to be mended" : ""}.`,
    };
  }
  return undefined;
}

function concern({ sentence }: RiskContext): RiskSign | undefined {
  const sign = findSign(CONCERN_SIGNS, sentence.text);
  if (sign === undefined || isSettled(sentence.text)) return undefined;
  return { kind: "concern", weight: 2, why: `"${sign}" is a word of worry.` };
}

function missingOwner({ sentence, obligation }: RiskContext): RiskSign | undefined {
  const stated = findSign(NO_OWNER_SIGNS, sentence.text);
  if (stated !== undefined) return { kind: "no-owner", weight: 3, why: `"${stated}": it is in nobody's hands.` };
  if (NO_OWNER_CELL.test(sentence.text))
    return { kind: "no-owner", weight: 2, why: "The place for its owner is empty." };
  if (obligation?.who !== "" || /not$/u.test(obligation.marker)) return undefined;
  return { kind: "no-owner", weight: 2, why: `"${obligation.marker}" binds, but the sentence does not say whom.` };
}

function openQuestion({ sentence }: RiskContext): RiskSign | undefined {
  if (/\?["')]?$/u.test(sentence.text))
    return { kind: "open-question", weight: 2, why: "It asks, and the sentence itself gives no answer." };
  const sign = findSign(OPEN_SIGNS, sentence.text);
  return sign === undefined ? undefined : { kind: "open-question", weight: 2, why: `"${sign}": this is not settled.` };
}

function hedging({ sentence, dates, obligation }: RiskContext): RiskSign | undefined {
  if (sentence.text.endsWith("?")) return undefined;
  const isDate = (index: number): boolean =>
    dates.some((date) => date.index <= index && index < date.index + date.text.length);
  const found = [...sentence.text.matchAll(HEDGE_SIGNS)].filter((match) => !isDate(match.index));
  const hedges = [...new Set(found.map((match) => match[0].replace(/[.,]+$/u, "")))];
  if (hedges.length === 0) return undefined;
  const firm = dates.length > 0 || obligation !== undefined;
  const one = hedges.length === 1;
  const effect = firm
    ? `${one ? "softens" : "soften"} a date or a duty that others may rely on`
    : `${one ? "leaves" : "leave"} it uncertain`;
  return {
    kind: "hedge",
    weight: !one || firm ? 2 : 1,
    why: `${hedges.map((word) => `"${word}"`).join(" and ")} ${effect}.`,
  };
}

/** The first sign in the text that no word before it turns round. */
function findSign(pattern: RegExp, text: string): string | undefined {
  for (const match of text.matchAll(pattern)) {
    if (!REVERSED.test(text.slice(Math.max(0, match.index - 40), match.index))) return match[0];
  }
  return undefined;
}

function countDays(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}
