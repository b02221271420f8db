// Follows what a model writes for one half of a document, piece by piece: which finding is being written and how far it
// has come, and a line about each that is complete.

import { cleanLine } from "../normalize/clean-text.js";
import { cutStart, cutText } from "../report/wrap-text.js";
import type { Writing } from "./stage.js";

export interface WritingFollower {
  /** A line where a finding is complete, or where all that was written holds no more; undefined otherwise. */
  readonly take: (item: Writing) => string | undefined;
  /** What is being written, in at most `width` columns: the end of it, which is where it grows. */
  readonly show: (width: number) => string;
}

const PLACE = /^(?:facts|risks)\[(\d+)\](?:\.(\w+))?$/u;
/** The texts that are worth watching as they grow. */
const TELLING = new Set(["value", "why"]);
const MOST_KEPT = 200;
const LONGEST_LINE = 200;

export function createWritingFollower(part: Writing["part"]): WritingFollower {
  const noun = part === "facts" ? "fact" : "risk";
  let number = 0;
  let text = "";
  return {
    take: ({ kind, path, delta, value }) => {
      const [, index = "", field] = PLACE.exec(path) ?? [];
      if (kind === "reset" || kind === "discarded") {
        text = "";
        if (index !== "") return undefined;
        const begun = number > 0;
        number = 0;
        return begun ? `the ${part} are written anew` : undefined;
      }
      if (index === "") return undefined;
      if (Number(index) + 1 !== number) {
        number = Number(index) + 1;
        text = "";
      }
      if (kind === "delta" && field !== undefined && TELLING.has(field)) {
        // What grows without end is cut at its beginning, so that a piece costs the same wherever it comes.
        text = (text + (delta ?? "")).slice(-MOST_KEPT).replace(/^[\uDC00-\uDFFF]/u, "");
      }
      if (kind !== "done" || field !== undefined) return undefined;
      return cutText(`${noun} ${number}, ${describeFinding(value)}`, LONGEST_LINE);
    },
    show: (width) => {
      if (number === 0) return "";
      const lead = `${noun} ${number}  `;
      return cutText(`${lead}${cutStart(cleanLine(text), Math.max(1, width - lead.length))}`, width);
    },
  };
}

/**
 * "amount: EUR 400", "high, overdue: It was due by 1 May." Nobody has checked the answer yet, and a model's text may hold
 * what steers a terminal.
 */
function describeFinding(value: unknown): string {
  const { kind, severity, value: fact, why } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const about = [severity, kind].filter((one) => typeof one === "string").join(", ");
  const said = fact ?? why ?? "";
  return cleanLine(`${about}: ${typeof said === "string" ? said : JSON.stringify(said)}`);
}
