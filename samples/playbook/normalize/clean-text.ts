// Makes text safe and uniform before anything reads it: one newline, one kind of quote, composed letters (NFC),
// and no character that could steer the reader's terminal. It keeps every line, so that line numbers stay true.

/** Terminal sequences: a control character, then `[` parameters and a final byte, or `]` up to the next control. */
const TERMINAL_SEQUENCE = /(?![\n\t])\p{Cc}(?:\[[0-?]{0,32}[ -/]{0,4}[@-~]|\][^\p{Cc}]{0,256})/gu;

/** Invisible characters, but not the two joiners: Persian, Indic scripts and emoji need them. */
const INVISIBLE = /(?![\n\t\u200C\u200D])[\p{Cc}\p{Cf}]/gu;

export function cleanText(raw: string): string {
  return raw
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n")
    .replace(TERMINAL_SEQUENCE, "")
    .replace(INVISIBLE, "")
    .normalize("NFC")
    .replace(/\p{Zs}/gu, " ")
    .replace(/\t/g, "    ")
    .replace(/[\u2018\u2019\u201A\u201B\u2032]/g, "'")
    .replace(/[\u201C\u201D\u201E\u201F\u2033\u00AB\u00BB]/g, '"')
    .replace(/[\u2010\u2011\u2212]/g, "-")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** The same for one line of foreign text, such as a file name or a system's message. */
export function cleanLine(raw: string): string {
  return cleanText(raw).replace(/\s+/g, " ").trim();
}
