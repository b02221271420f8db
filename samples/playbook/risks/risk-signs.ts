// The wording that the risk rules listen for, as data. It is English; a document in another language is still read for
// dates, figures and names, and the report says that the wording was not.

import type { RiskWeight } from "./risk-rules.js";

export interface BlockingSign {
  readonly pattern: RegExp;
  readonly weight: RiskWeight;
  /** Goes after the quoted word: `"stalled" says that work is held up`. */
  readonly says: string;
}

/** Whole words or phrases, in any case, in one pass. A letter or a hyphen beside them makes another word of them. */
function words(...phrases: readonly string[]): RegExp {
  return new RegExp(`(?<![\\p{L}-])(?:${phrases.join("|")})(?![\\p{L}])`, "giu");
}

export const BLOCKING_SIGNS: readonly BlockingSign[] = [
  {
    pattern: words(
      "no fallback",
      "no backup",
      "no second (?:source|path|supplier)",
      "no spare",
      "single point of failure",
      "no (?:margin|buffer|reserve)",
    ),
    weight: 3,
    says: "leaves nothing to fall back on",
  },
  {
    pattern: words(
      "blocked",
      "blocker",
      "blocking",
      "stalled",
      "on hold",
      "at a standstill",
      "halted",
      "not ready",
      "show-?stopper",
    ),
    weight: 3,
    says: "says that work is held up",
  },
  {
    pattern: words("cannot", "can not", "unable to", "impossible"),
    weight: 3,
    says: "says that a way is closed",
  },
  {
    pattern: words(
      "terminat(?:e|es|ed|ion)",
      "insolven(?:t|cy)",
      "withh(?:old|olds|eld)",
      "negligence",
      "unlawful",
      "breach(?:ed|es)?",
    ),
    weight: 2,
    says: "puts an agreement or somebody's liability at stake",
  },
  {
    pattern: words(
      "fails?",
      "failed",
      "failures?",
      "outage",
      "data loss",
      "lapsed",
      "unsafe",
      "against the (?:safety )?rules",
      "destroyed",
      "stopped",
      "refused",
    ),
    weight: 2,
    says: "reports a failure",
  },
];

export const CONCERN_SIGNS = words(
  "risks?",
  "at risk",
  "risky",
  "concern(?:s|ed)?",
  "worr(?:y|ies|ied)",
  "delay(?:s|ed)?",
  "late",
  "behind (?:the )?(?:schedule|plan)",
  "slipp(?:ed|ing)",
  "slips",
  "overrun",
  "over (?:budget|plan)",
  "shortage",
  "shortfall",
  "short of",
  "missing",
  "missed",
  "weak(?:est|er)?",
  "fragile",
  "vulnerab\\p{L}+",
  "problems?",
  "defects?",
  "complain(?:t|ts|ed)",
  "disputed?",
  "penalt(?:y|ies)",
  "exceed(?:s|ed)",
  "understaffed",
  "outdated",
  "untested",
  "unproven",
  "incomplete",
  "insufficient",
  "not (?:be )?enough",
  "inadequate",
  "depends? (?:entirely )?on",
  "only one",
  "unplanned",
  "overwritten",
  "too (?:late|little|few)",
  "not (?:been )?(?:tested|signed|sent|received)",
  "no limit",
  "deficit",
  "larger than planned",
  "warned",
  "strongly against",
  "nobody (?:has|knows|noticed|reads?)",
  "not read by anybody",
  "if (?:it|this|that) (?:fails|slips)",
);

/** Words just before a sign that turn it round: "no data was lost", "without delay", "no longer blocked". */
export const REVERSED =
  /(?<![\p{L}])(?:no|not|never|without|avoid(?:s|ed|ing)?|prevent(?:s|ed|ing)?|free of|rather than|instead of|no longer|neither|nor)(?: \p{L}+){0,3} $/iu;

/** "May" is a month; "may not" forbids and is no hedge. */
export const HEDGE_SIGNS = new RegExp(
  "(?<![\\p{L}-])(?:may(?! not)|might(?! not be)|could(?! not)|possibly|[Pp]erhaps|[Mm]aybe|[Pp]robably|presumably|(?:un)?likely|[Rr]oughly|approximately|" +
    "(?:[Aa]bout|[Aa]round|[Ss]ome|[Ss]omething like) (?:[A-Z]{3} )?\\d[\\d.,]*|[Ww]e (?:still )?(?:think|believe|assume|hope|expect)|" +
    "[Ii]t (?:seems|appears)|seems? to|appears? to|in principle|as far as we know|hopefully|more hope than|should be able|expects? to|expected to|in theory|" +
    "not (?:entirely |yet )?(?:sure|certain)|subject to|optimistic|provisionally|tentatively|a guess|to our knowledge|in our estimate|predicts|" +
    "at the most|thinks? it|thought it|believes? that|suggests? that|has not ruled|signalled)(?![\\p{L}])",
  "gu",
);

export const NO_OWNER_SIGNS = words(
  "no(?: clear| named| single)? owner",
  "no person has been named",
  "nobody (?:owns|is responsible|has (?:yet )?been (?:named|asked|assigned))",
  "not (?:yet )?(?:been )?assigned",
  "unassigned",
  "owner (?:is )?(?:open|unclear|missing|tbd|tbc)",
  "(?:somebody|someone) (?:should|must|has to|needs to)",
);

export const NO_OWNER_CELL =
  /(?:^|\| )(?:Owner|Responsible|Lead|Who|Assigned to|Assignee): (?:-|–|—|\?+|tbd|tbc|open|none|n\/a|to be \p{L}+)(?= \||$)/iu;

export const OPEN_SIGNS = words(
  "open (?:question|point|issue)s?",
  "tbd",
  "tbc",
  "to be (?:confirmed|decided|determined|defined|clarified)",
  "not (?:yet )?(?:been )?(?:decided|agreed|settled|clarified|chosen|confirmed|approved)",
  "undecided",
  "unresolved",
  "unclear",
  "not clear",
  "remains? (?:open|to be seen)",
  "(?:is|are) (?:still )?open",
  "no decision",
  "without a result",
  "awaiting",
  "pending",
  "waiting for",
  "unanswered",
  "we do not know",
  "do(?:es)? not know",
  "not known",
  "not confirmed",
  "no date",
  "nothing is in writing",
  "has asked whether",
);
