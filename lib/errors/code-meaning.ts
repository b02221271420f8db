// What the catalogue says of each code.

/** What happened, and how to mend it. */
export interface CodeMeaning {
  /** A sentence. */
  readonly summary: string;
  /** Imperative; an error may bring a more exact one. */
  readonly hint: string;
}
