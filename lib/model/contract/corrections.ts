// What a model is told of its earlier attempts: each thing that was wrong, by its path, and nothing of our own inside.
import type { JsonOutcome } from "../json/json-item.js";
import { cutText } from "./cut-text.js";
import type { OutputIssue } from "./output-issue.js";

/** Why an answer was not taken: what the check found, or what became of its JSON. */
export type FailedAttempt =
  { readonly issues: readonly Pick<OutputIssue, "path" | "message">[] } | Exclude<JsonOutcome, { status: "complete" }>;

const LONGEST = 300;
const MOST = 8;

/**
 * The section OUTPUT CORRECTION of the next attempt, without its title; `""` while nothing has failed. Earlier attempts come
 * first; what was wrong more than once stands at the last of them. At most 8 lines for an attempt, each at most 300
 * characters.
 */
export function describeCorrections(attempts: readonly FailedAttempt[]): string {
  const lines = attempts.map((attempt) => [...new Set(linesOf(attempt))]);
  const blocks = lines.flatMap((own, at) => {
    const later = new Set(lines.slice(at + 1).flat());
    const left = own.filter((line) => !later.has(line));
    if (left.length === 0) return [];
    const shown = left.slice(0, MOST).map((line) => `- ${line}`);
    if (left.length > MOST) shown.push(`- and ${String(left.length - MOST)} more`);
    return [
      [lines.length === 1 ? "Your last answer was not accepted:" : `Attempt ${String(at + 1)}:`, ...shown].join("\n"),
    ];
  });
  if (blocks.length === 0) return "";
  const opening = lines.length === 1 ? [] : ["Your earlier answers were not accepted."];
  return [...opening, ...blocks, "Write the whole answer again, with these corrected."].join("\n");
}

function linesOf(attempt: FailedAttempt): string[] {
  if ("issues" in attempt) return attempt.issues.map(issueLine);
  if (attempt.status === "none")
    return ["There was no JSON in it. Write the JSON that is asked for, and nothing else."];
  if (attempt.status === "broken") {
    return [cutText(oneLine(`It is no JSON from character ${String(attempt.position)} on: ${attempt.why}`), LONGEST)];
  }
  const place = attempt.path === "" ? "" : `, inside of ${attempt.path}`;
  return [cutText(`It ended too early${place}. Write it to its end, more briefly where you can.`, LONGEST)];
}

function issueLine({ path, message }: Pick<OutputIssue, "path" | "message">): string {
  return cutText(oneLine(`${path === "" ? "the whole answer" : path}: ${message}`), LONGEST);
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
