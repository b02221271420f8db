// Whether an answer is what was asked for: its contract first, then the validators in their order.
import { MillraceError } from "../../errors/millrace-error.js";
import type { FailedAttempt } from "../../model/contract/corrections.js";
import type { OutputIssue } from "../../model/contract/output-issue.js";
import type { PathSegment } from "../../model/json/json-item.js";
import { anyIndex, parsePath } from "../../model/json/json-path.js";
import type { Abortable } from "../../primitives/lazy-abort.js";
import type { Attempt } from "./attempt.js";
import type { RequestPlan, Verdict } from "./request-plan.js";

/** What is wrong with an answer. */
export interface Rejected {
  readonly ok: false;
  readonly issues: readonly OutputIssue[];
  /** It ended too early. */
  readonly truncated: boolean;
  /** What the model is told of it. */
  readonly told: FailedAttempt;
  /** What a validator threw. */
  readonly cause?: unknown;
}

/** What came of it: the data, or what is wrong. */
export type Judgement = { readonly ok: true; readonly data: unknown } | Rejected;

/** Judges what an attempt has brought. Rejects with what a rule of the contract throws; REQUEST_INVALID for no verdict, PATH_INVALID. */
export async function judgeAnswer(
  { contract, validators }: RequestPlan,
  attempt: Attempt,
  number: number,
  over: Abortable,
): Promise<Judgement> {
  // A model that asks for calls has not answered yet.
  if (attempt.toolCalls.length > 0) return { ok: true, data: undefined };
  let data: unknown = attempt.text;
  if (contract !== undefined) {
    const written = contract.isText ? { value: attempt.text } : writtenOf(attempt);
    if ("ok" in written) return written;
    const checked = await contract.check(written.value);
    if (!checked.ok) return rejected(checked.issues);
    data = checked.value;
  }
  for (const validate of validators) {
    let verdict: Verdict;
    try {
      verdict = await validate(data, {
        attempt: number,
        text: attempt.text,
        get signal() {
          return over.signal;
        },
      });
    } catch (cause) {
      // It has found something that it had not thought of: the words of its error are not for the model.
      return { ...rejected([issue("", "a check of the answer failed")]), cause };
    }
    const issues = issuesOf(verdict);
    if (issues.length > 0) return rejected(issues);
  }
  return { ok: true, data };
}

function writtenOf({ outcome = { status: "none" }, finishReason }: Attempt): { readonly value: unknown } | Judgement {
  switch (outcome.status) {
    case "complete":
      return { value: outcome.value };
    case "truncated": {
      const why = finishReason === "length" ? "the answer was as long as it may be" : "the answer ended";
      return rejected([issue(outcome.path, `${why} before this was complete`)], outcome, true);
    }
    case "broken":
      return rejected(
        [issue("", `it is no JSON from character ${String(outcome.position)} on: ${outcome.why}`)],
        outcome,
      );
    case "none":
      return rejected([issue("", "there is no JSON in the answer")], outcome, finishReason === "length");
  }
}

function rejected(issues: readonly OutputIssue[], told: FailedAttempt = { issues }, truncated = false): Rejected {
  return { ok: false, issues, truncated, told };
}

function issuesOf(verdict: Verdict): readonly OutputIssue[] {
  if (verdict === true) return [];
  if (verdict === false) return [issue("", "it was not accepted")];
  if (typeof verdict === "string") return [issue("", verdict)];
  const issues: unknown = (verdict as typeof verdict | null | undefined)?.issues;
  if (!Array.isArray(issues) || !issues.every(isIssue)) {
    throw new MillraceError(
      "REQUEST_INVALID",
      "A validator of a request said neither that the answer is fine nor what is wrong.",
      {
        hint: "Return true, or what is wrong: a text, or { issues: [{ path, message }] }.",
        details: { verdict },
      },
    );
  }
  return issues.map((one) => (typeof one === "string" ? issue("", one) : issue(one.path, one.message)));
}

function isIssue(one: unknown): one is string | Pick<OutputIssue, "path" | "message"> {
  if (typeof one === "string") return true;
  const { path, message } = (one ?? {}) as Readonly<Record<string, unknown>>;
  return typeof path === "string" && typeof message === "string";
}

function issue(path: string, message: string): OutputIssue {
  const steps = parsePath(path);
  const end = steps.indexOf(anyIndex); // of a pattern, what leads to all that it means
  return { path, segments: (end === -1 ? steps : steps.slice(0, end)) as PathSegment[], message };
}
