// Reads what a sentence binds somebody to: who must do it, by when, and whether anybody is named at all. Facts list the
// obligations, risks look at what is wrong with them, and both must mean the same by the word.

import type { FoundDate } from "./find-dates.js";
import type { Sentence } from "../normalize/normalize.js";

export interface Obligation {
  /** The words that bind: "must", "shall", "to deliver". */
  readonly marker: string;
  /** Who or what is bound, as written; empty when the sentence names nobody. */
  readonly who: string;
  /** The date it is bound to, if the sentence has one that a word of deadline leads up to. */
  readonly due: FoundDate | undefined;
}

const MODAL =
  /(?<![\p{L}])(must(?: not)?|shall(?: not)?|(?:has|have) to|(?:is|are|was|were) (?:required|obliged|committed|contracted) to|needs? to|undertakes? to|commits? to|agrees? to|(?:is|are) (?:responsible|accountable|liable) for|(?:is|are) to be|may not)(?![\p{L}])/u;
/** "Ilse Brandt to send the plan": an action item, as minutes write it, also after an ordinal such as "First,". */
const ACTION =
  /^(?:Action:\s*|\p{Lu}\p{Ll}+, )?(\p{Lu}[\p{L}'.-]*(?: (?:\p{Lu}[\p{L}'.-]*|and|&|of)){0,5}),? (to (?!the |a |an )\p{Ll}{2,})(?![\p{L}])/u;
const DEADLINE_WORD =
  /(?:by|before|until|till|due(?: on| by| date)?|deadline(?: is| of|:| for [^.;]{1,60} is)?|no later than|not later than|latest|expires?(?: on)?|ends? on|on or before|target(?: date)?|promised for|planned for|scheduled for|is set for|lapses? on)[\s:]*(?:the )?(?:(?:end|middle|start|close) of |mid-|noon on |midnight on |close of business on |\p{L}+day,? )*$/iu;
const IRREGULAR =
  "done|made|sent|kept|held|built|paid|put|set|told|brought|bought|sold|found|met|read|known|left|lost|begun|run|cut|lent|spent|got|shut|dealt|led|taught|thought|sought|fed|laid|borne|worn";
const PASSIVE = new RegExp(
  `^(?:must|shall|has to|have to|needs? to)(?: not)?(?: \\p{L}+)? be (?:\\p{L}+ly )?(?:\\p{L}+(?:ed|[^b]en|wn)|${IRREGULAR})(?![\\p{L}])|^(?:is|are) to be `,
  "u",
);
const SETTLED =
  /(?<![\p{L}])(?:done|completed?|delivered|finished|closed|paid|signed|settled|shipped|resolved|fixed|repaired|replaced|renewed|restored|handed over|met|was (?:sent|issued|held|installed|published|informed)|were (?:sent|issued|installed|published)|went live|on time|(?:has|have|had) been \p{L}+(?:ed|nt|en)|no longer)(?![\p{L}])/giu;
const UNSETTLED =
  /(?<![\p{L}])(?:not|never|no|nothing|none|without|yet to|still|incomplete|be|to|until|if|provided|when|once|must)(?:[\s,]+[\p{L}]+){0,2}[\s,]+$/iu;
/** Somebody, nobody, one: words that stand where a name should. */
const NOBODY = /(?<![\p{L}])(?:somebody|someone|anybody|anyone|nobody|no one)$/iu;
/** People and bodies that can act: "by the supplier", "by our lawyers", "by the steering group". */
const ACTOR =
  /^(?:(?:the |an? |our |its )?\p{Lu}|(?:the |an? |our |its |their |each )?(?:\p{L}+ ){0,2}(?:\p{L}+(?:er|or|ist|ee|yer|ian)s?|team|group|board|staff|council|bank|office|side|party|parties|management|chair|deputy|company|firm|mill|department|trustees|people)$)/u;

export function readObligation(sentence: Sentence, dates: readonly FoundDate[]): Obligation | undefined {
  const action = ACTION.exec(sentence.text);
  if (action)
    return { marker: action[2] ?? "", who: action[1] ?? "", due: findDeadline(sentence.text, dates) ?? dates[0] };
  const modal = MODAL.exec(sentence.text);
  if (!modal || sentence.text.endsWith("?")) return undefined;
  const due = findDeadline(sentence.text, dates);
  const rest = sentence.text.slice(modal.index);
  const who = PASSIVE.test(rest) ? agentIn(rest) : subjectBefore(sentence.text.slice(0, modal.index));
  return { marker: modal[0], who, due };
}

/** The first date that a word of deadline leads up to: "by 3 April", "due on Friday, 3 April". */
export function findDeadline(text: string, dates: readonly FoundDate[]): FoundDate | undefined {
  return dates.find((date) => {
    const lead = text.slice(Math.max(0, date.index - 90), date.index);
    const past =
      /(?<![\p{L}])(?:until|till)(?![\p{L}])[^,;]{0,30}$/iu.test(lead) &&
      /(?<![\p{L}])(?:was|were|had|did)(?![\p{L}])/u.test(lead);
    return !past && (DEADLINE_WORD.test(lead) || /^(?:by|until)(?![\p{L}])/iu.test(date.text));
  });
}

/** Whether the sentence says that the thing is done, and no word takes that back: "was not delivered" is not done. */
export function isSettled(text: string): boolean {
  for (const match of text.matchAll(SETTLED)) {
    if (!UNSETTLED.test(text.slice(Math.max(0, match.index - 40), match.index))) return true;
  }
  return false;
}

/** In a passive sentence only "by the supplier" or "by Ilse Brandt" says who acts; "by 3 April" does not. */
function agentIn(rest: string): string {
  for (const match of rest.matchAll(/(?<![\p{L}])by (\p{L}[\p{L}' -]{1,50})/gu)) {
    const phrase =
      (match[1] ?? "").split(/ (?:by|before|until|on|in|at|within|and|no later|if|when|to)(?![\p{L}])/u)[0] ?? "";
    if (ACTOR.test(phrase) && !MONTH_OR_DAY.test(phrase)) return phrase.trim();
  }
  return "";
}

/** The noun phrase before the verb: from its last article on, unless "of" ties that to what stands before it. */
function subjectBefore(lead: string): string {
  const clauses = lead.split(
    /[,;:(]|(?<![\p{L}])(?:that|because|and|but|which|if|when|so|until|after|before)(?![\p{L}])/u,
  );
  const clause = (clauses.at(-1)?.trim() ?? "") || (clauses[0]?.trim() ?? "");
  const subject = clause.replace(/ (?:would|will|should|can|could|also|still|then|first|now|either|both)$/u, "").trim();
  if (subject === "" || NOBODY.test(subject) || /^(?:it|this|that|there|who)$/iu.test(subject)) return "";
  const article = [
    ...subject.matchAll(
      /(?<!(?:of|in|on|for|from|to|and) )(?<![\p{L}])(?:the|an?|our|its|their|each|every|all|[Tt]he)(?= )/giu,
    ),
  ].at(-1);
  return subject
    .slice(article?.index ?? 0)
    .split(" ")
    .slice(-8)
    .join(" ");
}

const MONTH_OR_DAY =
  /^(?:the )?(?:January|February|March|April|May|June|July|August|September|October|November|December|\p{Lu}\p{L}+day)(?![\p{L}])/u;
