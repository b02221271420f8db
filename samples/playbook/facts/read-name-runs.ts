// Cuts the capitalised runs out of one sentence: "Tolland Garden Foods", "Dr. Paola Rin", "Castell & Daughters". Months,
// titles and words that merely open the sentence are taken off; whether the rest is a name, the document decides.

import { STOP_WORDS } from "./stop-words.js";

export interface NameRun {
  readonly words: readonly string[];
  /** It stands at the start of a sentence, where any word has a capital. */
  readonly opens: boolean;
  /** A title such as "Dr." stands before it. */
  readonly titled: boolean;
}

const WORD = "\\p{Lu}[\\p{L}\\p{M}]*(?:['-]\\p{L}[\\p{L}\\p{M}]*)*";
const PART = `(?:(?:\\p{Lu}\\.){1,3}|${WORD})`;
const LINK = "(?: (?:of|de|del|van|von|der|den|la|le|du|zu|af|&)){0,2}";
const RUN = new RegExp(`(?<![\\p{L}\\p{N}])${PART}(?:${LINK} ${PART}){0,5}(?![\\p{L}])`, "gu");
const TITLE = /(?<![\p{L}])(?:Mr|Mrs|Ms|Mx|Dr|Prof|Captain|Capt|Councillor|Judge)\.? $/u;
const TITLE_WORD = /^(?:Mr|Mrs|Ms|Mx|Dr|Prof|Captain|Capt|Councillor|Judge)\.?$/u;
const CALENDAR = new RegExp(
  "^(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|" +
    "Thursday|Friday|Saturday|Sunday|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Q[1-4]|I|OK|TBD|TBC|EUR|USD|GBP|CHF|" +
    "Done|Yes|No|Section|Table|Figure|Appendix|Annex|Clause|Phase|Lot)$",
  "u",
);
const ORGANISATION = new RegExp(
  "^(?:Ltd|Limited|Inc|LLC|GmbH|AG|SE|BV|AB|AS|Oy|SA|SpA|PLC|Plc|Co|Company|Corporation|Group|Holding|Holdings|Partners|" +
    "Bank|Council|Committee|Board|Trust|Foundation|Association|Society|Union|Cooperative|Co-operative|University|Team|" +
    "Institute|Agency|Authority|Ministry|Department|Office|Court|Hospital|School|Library|Museum|Works|Mills|Ferries|" +
    "Logistics|Foods|Fisheries|Catering|Payments|Pool|Fund|Farms|Gardens|Brewery|Bakery|Hotels|Airways|Railways|Press|" +
    "Systems|Software|Electric|Energy|Insurance|Consulting|Packaging|Stores|Freight|Services|Media|Laboratories|" +
    "Technologies|Networks|Solutions|Construction|Builders|Industries|County|District)$",
  "u",
);

/** `lowerCase` holds the words that the document also writes without a capital. */
export function readNameRuns(text: string, lowerCase: ReadonlySet<string>): NameRun[] {
  if (isShouted(text)) return [];
  const found: NameRun[] = [];
  for (const match of text.matchAll(RUN)) {
    const lead = text.slice(Math.max(0, match.index - 12), match.index);
    let opens = match.index === 0 || /[:;"(.!?|-] ?$/u.test(lead);
    let titled = TITLE.test(lead);
    const words = match[0].replace(/'s$/u, "").split(" ");
    while (words.length > 0 && isOpener(words[0] ?? "", opens, words.length, lowerCase)) {
      titled ||= TITLE_WORD.test(words[0] ?? "");
      words.shift();
      opens = false;
    }
    while (words.length > 0 && (CALENDAR.test(words.at(-1) ?? "") || /^\p{Ll}|^&/u.test(words.at(-1) ?? "")))
      words.pop();
    const capitals = words.length === 1 && /^(?:\p{Lu}+|\p{Lu}\.)$/u.test(words[0] ?? "");
    if (words.length > 0 && !capitals) found.push({ words, opens, titled });
  }
  return found;
}

/** Where everything has capitals, they tell nothing. */
function isShouted(text: string): boolean {
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0;
  return capitals > 12 && capitals > (text.match(/\p{Ll}/gu)?.length ?? 0);
}

/** A first word that is no part of a name: a function word, a month, a title, or a common word at a sentence's start. */
function isOpener(word: string, opens: boolean, length: number, lowerCase: ReadonlySet<string>): boolean {
  const lower = word.toLowerCase();
  if (STOP_WORDS.has(lower) || CALENDAR.test(word) || TITLE_WORD.test(word) || /^(?:\p{Ll}|&)/u.test(word)) return true;
  return opens && length > 1 && length < 3 && lowerCase.has(lower) && !isOrganisation(word);
}

/** "Ltd", "Ferries", and "B.V." with its stops. */
export function isOrganisation(word: string): boolean {
  return ORGANISATION.test(word.replaceAll(".", ""));
}
