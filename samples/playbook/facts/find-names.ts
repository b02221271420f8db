// Finds who and what a document names: capitalised runs, told apart from words that merely open a sentence by how the
// same words are written elsewhere, and gathered under the fullest form. Works wherever a script has capitals.

import type { NormalizedDocument } from "../normalize/normalize.js";
import { isOrganisation, readNameRuns } from "./read-name-runs.js";

export type NameRole = "person" | "organisation" | "name";

export interface FoundName {
  readonly name: string;
  readonly role: NameRole;
  /** Positions in `sentences` of the sentences that mention it, ascending, also by a part of the name. */
  readonly sentences: readonly number[];
}

interface Entry {
  readonly words: readonly string[];
  readonly sentences: Set<number>;
  titled: boolean;
  /** Mentions inside a sentence, where a capital means something. */
  inMiddle: number;
}

export function findNames(document: NormalizedDocument): FoundName[] {
  const lowerCase = readVocabulary(document);
  const full = new Map<string, Entry>();
  const single = new Map<string, Entry>();
  for (const [number, sentence] of document.sentences.entries()) {
    for (const { words, opens, titled } of readNameRuns(sentence.text, lowerCase)) {
      const entries = words.length > 1 ? full : single;
      const name = words.join(" ");
      const entry = entries.get(name) ?? { words, sentences: new Set(), titled: false, inMiddle: 0 };
      entries.set(name, entry);
      entry.sentences.add(number);
      entry.titled ||= titled;
      if (!opens) entry.inMiddle += 1;
    }
  }
  const fuller = fullerNames(full);
  for (const [name, entry] of [...full]) {
    // "Yesterday Mira Anselm" is Mira Anselm after a word that only opens its sentences.
    const tail = entry.inMiddle === 0 ? entry.words.slice(1).join(" ") : "";
    moveTo(full, full.has(tail) ? tail : fuller.get(name), name, entry);
  }
  const owners = partOwners([...full.keys()]);
  for (const [word, entry] of single) {
    const owner = full.get(owners.get(word) ?? "");
    const isName = entry.titled || (!lowerCase.has(word.toLowerCase()) && entry.inMiddle >= 2);
    if (owner) for (const number of entry.sentences) owner.sentences.add(number);
    else if (isName || isOrganisation(word)) if (entry.inMiddle > 0 || entry.titled) full.set(word, entry);
  }
  return [...full]
    .map(([name, { words, titled, sentences }]) => ({
      name,
      role: roleOf(words, titled, lowerCase),
      sentences: [...sentences].sort((a, b) => a - b),
    }))
    .sort((a, b) => b.sentences.length - a.sentences.length || (a.name < b.name ? -1 : 1));
}

/** Every word that the document writes in lower case somewhere: such a word, capitalised, may just open a sentence. */
function readVocabulary(document: NormalizedDocument): Set<string> {
  const words = new Set<string>();
  for (const sentence of document.sentences) {
    for (const match of sentence.text.matchAll(/(?<![\p{L}'-])\p{Ll}[\p{L}\p{M}]+/gu)) words.add(match[0]);
  }
  return words;
}

/** "Pellworth Mills" is short for "Pellworth Mills Ltd." when the document has only one such longer name. */
function fullerNames(names: ReadonlyMap<string, Entry>): Map<string, string | undefined> {
  const fuller = new Map<string, string | undefined>();
  for (const [name, { words }] of names) {
    for (let length = 2; length < words.length; length += 1) {
      const start = words.slice(0, length).join(" ");
      fuller.set(start, fuller.has(start) ? undefined : name);
    }
  }
  return fuller;
}

function moveTo(names: Map<string, Entry>, target: string | undefined, name: string, entry: Entry): void {
  const fuller = names.get(target ?? "");
  if (!fuller) return;
  for (const number of entry.sentences) fuller.sentences.add(number);
  names.delete(name);
}

/** "Anselm" belongs to "Mira Anselm" as long as only one full name contains it. */
function partOwners(names: readonly string[]): Map<string, string | undefined> {
  const owners = new Map<string, string | undefined>();
  for (const name of names) {
    for (const word of name.split(" ")) {
      if (word.length > 2) owners.set(word, owners.has(word) ? undefined : name);
    }
  }
  for (const [word, owner] of [...owners]) if (owner === undefined) owners.delete(word);
  return owners;
}

function roleOf(words: readonly string[], titled: boolean, lowerCase: ReadonlySet<string>): NameRole {
  if (titled) return "person";
  if (words.some((word) => word === "&" || isOrganisation(word))) return "organisation";
  const proper = words.filter((word) => /^\p{Lu}/u.test(word));
  // "Code of Conduct" and "MIT License" have capitals, and nobody is called so.
  if (words.includes("of") || proper.some((word) => /^\p{Lu}{2,}$/u.test(word))) return "name";
  const common = proper.some((word) => lowerCase.has(word.toLowerCase()));
  return proper.length >= 2 && proper.length <= 3 && !common ? "person" : "name";
}
